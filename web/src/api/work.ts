import { useQuery } from '@tanstack/react-query';
import type { Row, Where } from './records';
import { ask, type Served } from './served';

/** Work that waits for the user: how much, how much of it late, and the first of it. */
export type WorkGroup = Omit<Served['WorkGroup'], 'where' | 'rows'> & { where: Where; rows: Row[] };

export function useWork() {
  return useQuery({
    queryKey: ['work'],
    queryFn: async () => (await ask('GET', 'work')) as { groups: WorkGroup[] },
    refetchInterval: 60_000,
  });
}
