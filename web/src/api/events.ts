/** What changes elsewhere is seen here: the server tells of it, and what the page shows is read again. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { BASE } from './client';
import { refresh } from './queries';

/** Changes often come in bursts, one a rule: they are read once. */
const PAUSE = 400;

export function useEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource(`${BASE}/events`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stale = (...names: string[]) =>
      void client.invalidateQueries({ predicate: ({ queryKey }) => names.includes(String(queryKey[0])) });
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(client), PAUSE);
    };
    source.addEventListener('record', soon);
    source.addEventListener('notification', () => stale('notifications', 'work'));
    source.addEventListener('definitions', () => stale('definitions', 'menu', 'views'));
    source.addEventListener('job', () => stale('jobs', 'import', 'imports'));
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [client]);
}
