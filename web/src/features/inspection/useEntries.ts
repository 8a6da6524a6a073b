/** The readings of a lot: those the server has, and those that wait on this device, sent in order as soon as it goes. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { newId } from '../../api/key';
import { useSession } from '../../api/queries';
import { records } from '../../api/records';
import { merged, readingOf, type Reading } from './model';
import { outbox, send, type Entry } from './outbox';

const AGAIN = 4_000;
const PAGE = 500;

/** All readings of a lot that the server knows, page after page. */
async function readingsOf(lot: string): Promise<Reading[]> {
  const found: Reading[] = [];
  let after: string | undefined;
  do {
    const page = await records.list('inspection_result', {
      where: { field: 'inspection', op: 'eq', value: lot },
      sort: 'created_at',
      limit: PAGE,
      ...(after ? { after } : {}),
    });
    found.push(...page.rows.map(readingOf));
    after = page.after ?? undefined;
  } while (after);
  return found;
}

export interface Entries {
  readings: Reading[];
  /** What this device still holds, of any lot. */
  waiting: Entry[];
  offline: boolean;
  ready: boolean;
  enter: (reading: Omit<Reading, 'id' | 'version' | 'test'>) => Promise<void>;
  correct: (known: Reading, change: Partial<Reading>) => Promise<void>;
  drop: (entry: Entry) => Promise<void>;
  retry: () => void;
}

export function useEntries(lot: string | undefined, lotNumber: string, test: number): Entries {
  const user = useSession()?.id ?? '';
  const client = useQueryClient();
  const known = useQuery({
    queryKey: ['readings', lot],
    queryFn: () => readingsOf(lot ?? ''),
    enabled: lot !== undefined,
  });
  const [waiting, setWaiting] = useState<Entry[]>([]);
  const [offline, setOffline] = useState(false);
  const sending = useRef(false);

  const read = useCallback(async () => setWaiting(await outbox.all(user)), [user]);

  const drain = useCallback(async () => {
    if (sending.current || !user) return;
    sending.current = true;
    try {
      for (const entry of await outbox.all(user)) {
        if (entry.refused !== undefined) continue;
        const sent = await send(entry);
        setOffline(sent.state === 'offline');
        if (sent.state === 'offline') break;
        if (sent.state === 'refused') await outbox.put({ ...entry, refused: sent.message });
        else {
          const row = readingOf(sent.row);
          client.setQueryData<Reading[]>(['readings', entry.lot], (rows) =>
            rows ? [...rows.filter((each) => each.id !== row.id), row] : rows,
          );
          await outbox.settle(entry, row.version ?? 1);
        }
        await read();
      }
    } finally {
      sending.current = false;
      await read();
    }
  }, [user, client, read]);

  useEffect(() => {
    void drain();
    const go = () => void drain();
    const timer = window.setInterval(go, AGAIN);
    window.addEventListener('online', go);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', go);
    };
  }, [drain]);

  const put = useCallback(
    async (entry: Entry) => {
      await outbox.put(entry);
      await read();
      await drain();
    },
    [read, drain],
  );

  // A retest counts its own readings; those of the tests before it are history.
  const own = waiting.filter((each) => each.lot === lot && each.reading.test === test);
  const readings = useMemo(
    () =>
      merged(
        (known.data ?? []).filter((each) => each.test === test),
        own.map((each) => ({
          ...each.reading,
          waiting: each.refused === undefined,
          ...(each.refused === undefined ? {} : { refused: each.refused }),
        })),
      ),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `own` is made of `waiting`, `lot` and `test`
    [known.data, waiting, lot, test],
  );

  return {
    readings,
    waiting,
    offline,
    ready: known.data !== undefined || known.isError,
    enter: async (reading) => {
      const id = newId();
      await put({
        id,
        user,
        lot: lot ?? '',
        lotNumber,
        kind: 'create',
        reading: { ...reading, id, test },
        at: Date.now(),
      });
    },
    correct: async (before, change) => {
      const reading = { ...before, ...change };
      const held = waiting.find((each) => each.id === before.id && each.kind === 'create');
      // What was never sent is simply mended; the server hears of the mended one only.
      if (held) await put(withoutRefusal({ ...held, reading, at: Date.now() }));
      else
        await put({
          id: before.id,
          user,
          lot: lot ?? '',
          lotNumber,
          kind: 'change',
          ...(before.version === undefined ? {} : { version: before.version }),
          ...(before.defects ? { known: before.defects.filter((each) => each.id !== undefined) } : {}),
          reading,
          at: Date.now(),
        });
    },
    drop: async (entry) => {
      await outbox.drop(entry.id);
      await read();
    },
    retry: () => void drain(),
  };
}

function withoutRefusal(entry: Entry): Entry {
  const mended = { ...entry };
  delete mended.refused;
  return mended;
}
