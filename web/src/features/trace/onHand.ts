/** Where each traced lot stands now: place, status, quantity, unit. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client';
import type { Text } from '../../api/definitions';
import { useModel } from '../../api/queries';
import type { Link } from '../../api/records';
import type { Node } from './bands';

export interface Stand {
  place: string;
  status: string;
  label: Text | null;
  quantity: string;
  unit: string;
}

interface Balance {
  lot: Link;
  location: Link;
  status: string;
  quantity: string;
  'item.unit.code': string | null;
}

const AT_ONCE = 400;
const GROUP = 'lot,location,status,item.unit.code';

async function balancesOf(lots: string[]): Promise<Balance[]> {
  const found: Balance[] = [];
  for (let from = 0; from < lots.length; from += AT_ONCE) {
    const where = JSON.stringify({ field: 'lot', op: 'in', value: lots.slice(from, from + AT_ONCE) });
    const query = { where, group: GROUP, expand: 'true' };
    found.push(...(await call<{ rows: Balance[] }>('GET', 'ledgers/stock/balances', { query })).rows);
  }
  return found;
}

/** What stands of each lot, by the lot's identity. */
export function useOnHand(nodes: readonly Node[]): Map<string, Stand[]> {
  const lots = [...new Set(nodes.filter((node) => node.model === 'lot').map((node) => node.id))].sort();
  const labels = useModel('stock')?.fields['status']?.choices ?? [];
  const found = useQuery({
    queryKey: ['balances', 'of', lots],
    queryFn: () => balancesOf(lots),
    enabled: lots.length > 0,
  });
  const stands = new Map<string, Stand[]>();
  for (const row of found.data ?? []) {
    if (Number(row.quantity) === 0) continue;
    const stand = {
      place: row.location.label ?? '',
      status: row.status,
      label: labels.find((each) => each.key === row.status)?.label ?? null,
      quantity: row.quantity,
      unit: row['item.unit.code'] ?? '',
    };
    stands.set(row.lot.id, [...(stands.get(row.lot.id) ?? []), stand]);
  }
  return stands;
}
