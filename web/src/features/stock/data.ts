/** What stands in stock: balances with the words of their links, added up as the screen asks. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client';
import type { Text } from '../../api/definitions';
import { useModel } from '../../api/queries';
import type { Link, Where } from '../../api/records';

/** The seven statuses, in the order in which people read them. */
export const STATUSES = [
  'unrestricted',
  'in_inspection',
  'blocked',
  'rework',
  'return_pending',
  'sample',
  'concession',
] as const;

export interface Balance {
  item: Link;
  lot: Link;
  location: Link;
  status: string;
  owner: Link | null;
  cover: Link | null;
  quantity: string;
  reserved: string;
  held: number;
  free: string;
  [path: string]: unknown;
}

export interface StockEntry {
  id: string;
  movement: string;
  posted_at: string;
  business_date: string;
  cause: Link;
  posted_by: Link;
  item: Link;
  lot: Link;
  location: Link;
  status: string;
  cover: Link | null;
  quantity: string;
}

function read<T>(what: 'balances' | 'entries', asked: Record<string, string>, where?: Where): Promise<T[]> {
  const query = { ...asked, expand: 'true', ...(where ? { where: JSON.stringify(where) } : {}) };
  return call<{ rows: T[] }>('GET', `ledgers/stock/${what}`, { query }).then((answer) => answer.rows);
}

export function useBalances(where: Where | undefined, group = '', enabled = true) {
  return useQuery({
    queryKey: ['balances', group, where],
    queryFn: () => read<Balance>('balances', group ? { group } : {}, where),
    enabled,
  });
}

export function useStockEntries(where: Where, limit = 200) {
  return useQuery({
    queryKey: ['entries', where, limit],
    queryFn: () => read<StockEntry>('entries', { sort: '-posted_at', limit: String(limit) }, where),
  });
}

export interface Movement {
  label: Text;
  under_hold: boolean;
  out: Record<string, string>;
  into: Record<string, string>;
}

/** The movements of the ledger with what each may touch, as the definitions say. */
export function useMovements(): Record<string, Movement> {
  const ledger = useModel('stock') as unknown as { movements?: Record<string, Movement> } | undefined;
  return ledger?.movements ?? {};
}

export function useStatusLabels(): Record<string, Text> {
  const choices = useModel('stock')?.fields['status']?.choices ?? [];
  return Object.fromEntries(choices.map((each) => [each.key, each.label]));
}
