/** What stock is worth, for those who may see prices; others have no such ledger among their definitions. */
import { useQuery } from '@tanstack/react-query';
import Decimal from 'decimal.js';
import { call } from '../../api/client';
import { useModel } from '../../api/queries';
import { operate, type Link, type Where } from '../../api/records';

export interface Worth {
  item: Link;
  lot?: Link;
  location?: Link;
  name: string;
  unit: string;
  site: Link;
  status: string;
  quantity: string;
  /** Null where nobody has valued it. */
  value: string | null;
}

export interface ValueBalance {
  item: Link;
  'item.name': string;
  'item.unit.code': string;
  site: Link;
  valuation: 'valued' | 'unvalued';
  quantity: string;
  /** Null where nobody has valued it. */
  value: string | null;
}

export interface ValueEntry {
  id: string;
  business_date: string;
  movement: string;
  cause: Link;
  item: Link;
  site: Link;
  valuation: 'valued' | 'unvalued';
  quantity: string;
  /** Null where nobody has valued it. */
  value: string | null;
}

/** So many entries at most on one page; the total is that of all. */
export const SHOWN = 1000;

/** Whether this user may see what stock is worth. */
export function useSeesValues(): boolean {
  return useModel('stock_value') !== undefined;
}

export function useWorth(by: 'item' | 'lot' | 'location', where: Where | undefined, enabled = true) {
  const sees = useSeesValues();
  return useQuery({
    queryKey: ['balances', 'worth', by, where],
    queryFn: () => operate<{ currency: string; rows: Worth[] }>('stock.worth', { by, ...(where ? { where } : {}) }),
    enabled: sees && enabled,
  });
}

/** What is not valued has no value, which is not 0. */
function known<T extends { valuation: string; value: string | null }>(rows: readonly T[]): T[] {
  return rows.map((row) => (row.valuation === 'valued' ? row : { ...row, value: null }));
}

function read<T>(what: 'balances' | 'entries', asked: Record<string, string>, where?: Where): Promise<T[]> {
  const query = { ...asked, ...(where ? { where: JSON.stringify(where) } : {}) };
  return call<{ rows: T[] }>('GET', `ledgers/stock_value/${what}`, { query }).then((answer) => answer.rows);
}

export function useValueBalances(where: Where | undefined, enabled: boolean) {
  const group = 'item,item.name,item.unit.code,site,valuation';
  return useQuery({
    queryKey: ['balances', 'value', where],
    queryFn: () => read<ValueBalance>('balances', { group, expand: 'true' }, where).then(known),
    enabled,
  });
}

export interface ValueEntries {
  rows: ValueEntry[];
  /** Of all entries that meet the filter, also those not shown. */
  total: Decimal;
}

async function entriesOf(where: Where | undefined): Promise<ValueEntries> {
  const [rows, sums] = await Promise.all([
    read<ValueEntry>('entries', { sort: '-posted_at', limit: String(SHOWN), expand: 'true' }, where),
    read<{ value: string }>('entries', { group: 'valuation' }, where),
  ]);
  return { rows: known(rows), total: sum(sums) };
}

export function useValueEntries(where: Where | undefined, enabled: boolean) {
  return useQuery({
    queryKey: ['entries', 'value', where],
    queryFn: () => entriesOf(where),
    enabled,
  });
}

export function sum(rows: readonly { value: string | null }[]): Decimal {
  return rows.reduce((all, row) => all.plus(row.value ?? 0), new Decimal(0));
}

/** The most first; before them what nobody has valued. */
export function byValue<T extends { value: string | null }>(rows: readonly T[]): T[] {
  return [...rows].sort((one, other) => {
    if (one.value === null || other.value === null) return Number(other.value === null) - Number(one.value === null);
    return new Decimal(other.value).cmp(one.value);
  });
}

/** Values added up by key; null where nothing of it is valued. */
export function valuesBy(rows: readonly Worth[], keyOf: (row: Worth) => string): Map<string, Decimal | null> {
  const found = new Map<string, Decimal | null>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = found.get(key) ?? null;
    found.set(key, row.value === null ? known : (known ?? new Decimal(0)).plus(row.value));
  }
  return found;
}
