/** What is read and changed, as hooks; one place knows what a change makes stale. */
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import type { Definitions, Model } from './definitions';
import { ask, type Served } from './served';
import { operate, records, type Asked, type Page, type Row } from './records';

export type Session = Served['Session'];

export const keys = {
  session: ['session'] as const,
  definitions: ['definitions'] as const,
  list: (model: string, asked: Asked) => ['list', model, asked] as const,
  record: (model: string, name: string) => ['record', model, name] as const,
  of: (what: string, model: string, name: string) => [what, model, name] as const,
};

export const sessionQuery = {
  queryKey: keys.session,
  queryFn: () => ask('GET', 'session'),
  staleTime: 60_000,
};
export const definitionsQuery = {
  queryKey: keys.definitions,
  queryFn: () => ask('GET', 'definitions'),
  staleTime: 60_000,
};

export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

export function useDefinitions(): Definitions | undefined {
  return useQuery(definitionsQuery).data;
}

/** The definition of one model, undefined where this user has no such model. */
export function useModel(key: string): Model | undefined {
  return useDefinitions()?.models[key];
}

/** All pages of a list that were asked for so far. */
export function useList(model: string, asked: Asked, enabled = true) {
  return useInfiniteQuery({
    queryKey: keys.list(model, asked),
    queryFn: ({ pageParam, signal }): Promise<Page> =>
      records.list(model, { limit: 100, ...asked, ...(pageParam ? { after: pageParam, count: 'none' } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.after ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useRecord(model: string, name: string | undefined) {
  return useQuery({
    queryKey: keys.record(model, name ?? ''),
    queryFn: () => records.get(model, name ?? ''),
    enabled: name !== undefined,
  });
}

export function useHistory(model: string, id: string | undefined) {
  return useQuery({
    queryKey: keys.of('why', model, id ?? ''),
    queryFn: () => records.why(model, id ?? ''),
    enabled: id !== undefined,
  });
}

export function useRelated(model: string, id: string | undefined) {
  return useQuery({
    queryKey: keys.of('related', model, id ?? ''),
    queryFn: () => records.related(model, id ?? ''),
    enabled: id !== undefined,
  });
}

/** Everything that a change of any record may have made stale: rules reach other models. */
export async function refresh(client: QueryClient): Promise<void> {
  const stale = ['list', 'record', 'why', 'related', 'work', 'search', 'balances', 'entries', 'trace', 'series'];
  await client.invalidateQueries({ predicate: (query) => stale.includes(String(query.queryKey[0])) });
}

/** Take a step on a record; what the screen shows is read again from the answer. */
export function useStep(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ row, step, inputs }: { row: Row; step: string; inputs?: Record<string, unknown> }) =>
      records.step(model, row, step, inputs),
    onSuccess: () => refresh(client),
  });
}

/** Create or change a record. */
export function useSave(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ row, values }: { row?: Row; values: Record<string, unknown> }) =>
      row ? records.change(model, row, values) : records.create(model, values),
    onSuccess: () => refresh(client),
  });
}

export function useRemove(model: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (row: Row) => records.remove(model, row), onSuccess: () => refresh(client) });
}

/** Whether this user may call a verb of an app, as the definitions say; undefined until they are here. */
export function useMayOperate(): ((name: string) => boolean) | undefined {
  const operations = useDefinitions()?.operations;
  return operations && ((name) => name in operations);
}

/** Call a public verb of an app, such as `stock.reclassify`. */
export function useOperation<T = unknown>(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (inputs: Record<string, unknown>) => operate<T>(name, inputs),
    onSuccess: () => refresh(client),
  });
}
