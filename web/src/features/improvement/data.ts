/** What the pages of a nonconformance and of a supplier request show beside their own fields. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client';
import { records, type Link, type Row } from '../../api/records';

export interface Stand {
  location: Link;
  status: string;
  cover: Link | null;
  quantity: string;
}

/** What of a lot stands where, in which status, and under which document. */
export function useStanding(lot: Link | undefined) {
  return useQuery({
    queryKey: ['balances', 'standing', lot?.id],
    queryFn: async () => {
      const where = JSON.stringify({ field: 'lot', op: 'eq', value: lot?.id });
      const answer = await call<{ rows: Stand[] }>('GET', 'ledgers/stock/balances', {
        query: { where, expand: 'true' },
      });
      return answer.rows.filter((row) => Number(row.quantity) !== 0);
    },
    enabled: lot !== undefined,
  });
}

interface Occurrence {
  nonconformance: Link;
}

const occurrencesOf = (request: Row) => (request['occurrences'] ?? []) as unknown as Occurrence[];

/** The requests to a supplier among whose occurrences a nonconformance is, the newest first. */
export function useRequests(report: Row | undefined) {
  const supplier = report?.['supplier'] as unknown as Link | null | undefined;
  const item = report?.['item'] as unknown as Link | undefined;
  return useQuery({
    queryKey: ['list', 'supplier_corrective_action', 'over', report?.id],
    queryFn: async () => {
      const and = [
        { field: 'supplier', op: 'eq', value: supplier?.id ?? '' },
        { field: 'item', op: 'eq', value: item?.id ?? '' },
      ];
      const page = await records.list('supplier_corrective_action', { where: { and }, sort: '-created_at', limit: 10 });
      const whole = await Promise.all(page.rows.map((row) => records.get('supplier_corrective_action', row.id)));
      return whole.filter((row) => occurrencesOf(row).some((each) => each.nonconformance.id === report?.id));
    },
    enabled: Boolean(supplier && item),
  });
}

/** The nonconformances among the occurrences of a request, with state and quantity. */
export function useReports(request: Row | undefined) {
  const ids = request ? [...new Set(occurrencesOf(request).map((each) => each.nonconformance.id))].sort() : [];
  return useQuery({
    queryKey: ['list', 'nonconformance', 'among', ids],
    queryFn: async () => {
      const where = { field: 'id', op: 'in', value: ids };
      const fields = 'id,number,state,lot,quantity,item.unit,created_at';
      return (await records.list('nonconformance', { where, fields, sort: '-created_at', limit: 100 })).rows;
    },
    enabled: ids.length > 0,
  });
}

export interface Photo {
  id: string;
  name: string;
  type: string;
}

/** The pictures attached to these records; none of those the user may not see. */
export function usePhotos(places: readonly { model: string; id: string }[]) {
  return useQuery({
    queryKey: ['attachments', 'photos', places],
    queryFn: async () => {
      const found = await Promise.all(
        places.map(({ model, id }) => call<{ rows: Photo[] }>('GET', `records/${model}/${id}/attachments`)),
      );
      return found.flatMap((each) => each.rows).filter((each) => each.type.startsWith('image/'));
    },
    enabled: places.length > 0,
  });
}
