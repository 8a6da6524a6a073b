/** What the entry screen reads: the lot, the words of its characteristics, its item's unit and drawings. */
import { useQuery } from '@tanstack/react-query';
import { ask, type Served } from '../../api/served';
import { useModel, useRecord } from '../../api/queries';
import { records, type Link, type Row } from '../../api/records';
import type { Choice } from '../../api/definitions';
import { fileOf, type Kept } from '../../kit/file/value';
import { useUnitName } from '../../kit/unit';
import type { Characteristic, ClassPlan } from './model';

export interface Lot {
  row: Row;
  id: string;
  number: string;
  state: string;
  /** Which test of the lot runs: a retest counts its own readings only. */
  test: number;
  item: Link;
  itemName: string;
  drawing: Kept | undefined;
  unit: string;
  lines: Characteristic[];
  classes: ClassPlan[];
}

export interface Described {
  name: string;
  unit: string;
  method: string;
}

/** A lot with its item's name and unit. */
export function useLot(number: string) {
  const found = useRecord('inspection_lot', number);
  const item = found.data?.['item'] as unknown as Link | undefined;
  const master = useQuery({
    queryKey: ['record', 'item', item?.id],
    queryFn: () => records.get('item', item?.id ?? ''),
    enabled: item !== undefined,
    staleTime: 300_000,
  });
  const row = found.data;
  const named = useUnitName();
  const lot: Lot | undefined =
    row && item
      ? {
          row,
          id: row.id,
          number: String(row.number ?? number),
          state: String(row.state ?? ''),
          test: Number(row['test_no'] ?? 1),
          item,
          itemName: String(master.data?.['name'] ?? ''),
          drawing: fileOf(master.data?.['drawing']),
          unit: named((master.data?.['unit'] as unknown as Link | undefined)?.label ?? ''),
          lines: (row['characteristics'] as unknown as Characteristic[] | undefined) ?? [],
          classes: (row['classes'] as unknown as ClassPlan[] | undefined) ?? [],
        }
      : undefined;
  return { lot, error: found.error, pending: found.isPending };
}

/** Names, units and methods of the characteristics a lot names. */
export function useDescribed(lines: readonly Characteristic[]): Map<string, Described> {
  const named = useUnitName();
  const ids = [...new Set(lines.map((line) => line.characteristic.id))].sort();
  const found = useQuery({
    queryKey: ['list', 'characteristic', ids],
    queryFn: () =>
      records.list('characteristic', {
        where: { field: 'id', op: 'in', value: ids },
        fields: 'id,code,name,unit,method',
        limit: 500,
      }),
    enabled: ids.length > 0,
    staleTime: 300_000,
  });
  return new Map(
    (found.data?.rows ?? []).map((row) => [
      row.id,
      { name: String(row['name'] ?? ''), unit: named(String(row['unit'] ?? '')), method: String(row['method'] ?? '') },
    ]),
  );
}

/** The choices of a field of the lot or of one of its lines, for their words. */
export function useChoices(model: string, field: string): readonly Choice[] {
  return useModel(model)?.fields[field]?.choices ?? [];
}

/** The supplier's open request among whose occurrences a nonconformance is. */
async function requestOver(report: Row): Promise<Row | undefined> {
  const [supplier, item] = [report['supplier'], report['item']] as unknown as [Link | null, Link];
  if (!supplier) return undefined;
  const where = {
    and: [
      { field: 'supplier', op: 'eq', value: supplier.id },
      { field: 'item', op: 'eq', value: item.id },
    ],
  };
  const page = await records.list('supplier_corrective_action', { where, sort: '-created_at', limit: 1 });
  const newest = page.rows[0] ? await records.get('supplier_corrective_action', page.rows[0].id) : undefined;
  const occurrences = (newest?.['occurrences'] ?? []) as unknown as { nonconformance: Link }[];
  return occurrences.some((each) => each.nonconformance.id === report.id) ? newest : undefined;
}

/** The nonconformance that a decided lot opened, and the request to its supplier. */
export function useFollowing(lot: Lot) {
  return useQuery({
    queryKey: ['list', 'nonconformance', 'of', lot.id, lot.row.version],
    queryFn: async () => {
      const where = { field: 'source', op: 'eq', value: { model: 'inspection_lot', id: lot.id } };
      const reports = (await records.list('nonconformance', { where, limit: 10 })).rows;
      const request = reports[0] ? await requestOver(reports[0]) : undefined;
      return { reports, requests: request ? [request] : [] };
    },
    enabled: lot.row['verdict'] === 'reject',
  });
}

export type Attachment = Served['File'];

/** The pictures attached to a record; empty where the user may not see them. */
export function usePictures(model: string, id: string | undefined) {
  return useQuery({
    queryKey: ['attachments', model, id],
    queryFn: async () => {
      const answer = await ask('GET', 'records/{model}/{name}/attachments', { path: { model, name: id ?? '' } });
      return answer.rows.filter((each) => each.type.startsWith('image/'));
    },
    enabled: id !== undefined,
  });
}
