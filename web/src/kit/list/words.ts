/** The words of linked records that a filter names by their identities. */
import { useQuery } from '@tanstack/react-query';
import { isId } from '../../api/key';
import { useModel } from '../../api/queries';
import { records, type Value } from '../../api/records';
import { nameOf } from '../fields';

export function useWords(model: string | undefined, values: Value[]): Record<string, string> {
  const target = useModel(model ?? '');
  const ids = values.filter((each): each is string => isId(each)).sort();
  const found = useQuery({
    queryKey: ['list', model, 'words', ids],
    enabled: target?.kind === 'record' && ids.length > 0,
    queryFn: () => records.list(model ?? '', { where: { field: 'id', op: 'in', value: ids }, limit: ids.length }),
    staleTime: 60_000,
  });
  return Object.fromEntries((found.data?.rows ?? []).map((row) => [row.id, target ? nameOf(target, row) : row.id]));
}
