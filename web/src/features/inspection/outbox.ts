/**
 * Entries that the server has not confirmed yet, kept on the device until it has.
 *
 * Each carries an identity of its own, by which the server knows a repeat: an entry sent twice is one entry. What the
 * server refuses stays here with its reason until somebody mends or drops it; nothing is lost silently.
 */
import { openDB, type IDBPDatabase } from 'idb';
import { call } from '../../api/client';
import { Problem } from '../../api/problem';
import type { Row } from '../../api/records';
import { defectPatch, type DefectCount, type Reading } from './model';

export interface Entry {
  /** The reading's identity, and the key by which a repeat is known. */
  id: string;
  /** Who entered it: entries of another user are neither shown nor sent. */
  user: string;
  lot: string;
  lotNumber: string;
  /** `create` a new reading, or `change` one that the server knows in this version. */
  kind: 'create' | 'change';
  version?: number;
  reading: Reading;
  /** The defect codes that the server has of a reading that is changed. */
  known?: DefectCount[];
  at: number;
  refused?: string;
}

const NAME = 'zhihe';
const STORE = 'inspection-entries';

function open(): Promise<IDBPDatabase> {
  return openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore(STORE, { keyPath: 'id' }).createIndex('at', 'at');
    },
  });
}

async function within<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
  const db = await open();
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

export const outbox = {
  /** What waits for this user, oldest first. */
  all: (user: string): Promise<Entry[]> =>
    within(async (db) => ((await db.getAllFromIndex(STORE, 'at')) as Entry[]).filter((each) => each.user === user)),
  put: (entry: Entry): Promise<unknown> => within((db) => db.put(STORE, entry)),
  drop: (id: string): Promise<void> => within((db) => db.delete(STORE, id)),
  /** An entry was sent: it leaves, unless it was corrected meanwhile; then the correction is what remains to be sent. */
  settle: (sent: Entry, version: number): Promise<void> =>
    within(async (db) => {
      const change = db.transaction(STORE, 'readwrite');
      const held = (await change.store.get(sent.id)) as Entry | undefined;
      if (held?.at === sent.at) await change.store.delete(sent.id);
      else if (held) await change.store.put({ ...held, kind: 'change', version });
      await change.done;
    }),
};

/** What became of one try to send. */
export type Sent = { state: 'sent'; row: Row } | { state: 'offline' } | { state: 'refused'; message: string };

function body(entry: Entry): Record<string, unknown> {
  const { characteristic, test, sample_no, value, inspected, nonconforming, uncoded, defects } = entry.reading;
  const counts = {
    inspected,
    nonconforming,
    uncoded: uncoded ?? null,
    ...(defects ? { defects: defectPatch(entry.known ?? [], defects) } : {}),
  };
  const measured = { value: value === null ? null : Number(value) };
  if (entry.kind === 'change') return sample_no === null ? counts : measured;
  const common = { id: entry.id, inspection: entry.lot, characteristic, test_no: test };
  return sample_no === null ? { ...common, ...counts } : { ...common, sample_no, ...measured };
}

/** Send one entry; a lost answer is no reason to enter it twice, since the key is that of the first try. */
export async function send(entry: Entry): Promise<Sent> {
  try {
    const row =
      entry.kind === 'create'
        ? await call<Row>('POST', 'records/inspection_result', { body: body(entry), key: entry.id })
        : await call<Row>('PATCH', `records/inspection_result/${entry.reading.id}`, {
            body: body(entry),
            version: entry.version ?? 0,
          });
    return { state: 'sent', row };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const later = error.status === 0 || error.status === 401 || error.status === 429 || error.status >= 500;
    return later ? { state: 'offline' } : { state: 'refused', message: error.message };
  }
}
