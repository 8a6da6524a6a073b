import { useQuery } from '@tanstack/react-query';
import { call } from './client';
import type { Text } from './definitions';
import type { Row, Where } from './records';

/** Work that waits for the user: how much, how much of it late, and the first of it. */
export interface WorkGroup {
  key: string;
  label: Text;
  model: string;
  where: Where;
  sort?: string[];
  count: number;
  overdue: number;
  rows: Row[];
}

export function useWork() {
  return useQuery({
    queryKey: ['work'],
    queryFn: () => call<{ groups: WorkGroup[] }>('GET', 'work'),
    refetchInterval: 60_000,
  });
}
