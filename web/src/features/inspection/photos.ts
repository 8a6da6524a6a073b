/**
 * Photos taken during an inspection, kept on the device until the lot has them.
 *
 * A photo is uploaded and then attached; each half has a key of its own, so that a lost answer repeats nothing. What
 * the server refuses stays with its reason until somebody drops it.
 */
import { openDB, type IDBPDatabase } from 'idb';
import { Problem } from '../../api/problem';
import { ask } from '../../api/served';
import { upload } from '../../api/upload';

export interface Photo {
  id: string;
  /** Who took it: photos of another user are neither shown nor sent. */
  user: string;
  lot: string;
  lotNumber: string;
  name: string;
  content: Blob;
  at: number;
  /** The upload, where that half is done. */
  file?: string;
  refused?: string;
}

const NAME = 'zhihe-photos';
const STORE = 'inspection-photos';

async function within<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
  const db = await openDB(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore(STORE, { keyPath: 'id' }).createIndex('at', 'at');
    },
  });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}

export const photos = {
  /** What waits for this user, oldest first. */
  all: (user: string): Promise<Photo[]> =>
    within(async (db) => ((await db.getAllFromIndex(STORE, 'at')) as Photo[]).filter((each) => each.user === user)),
  put: (photo: Photo): Promise<unknown> => within((db) => db.put(STORE, photo)),
  drop: (id: string): Promise<void> => within((db) => db.delete(STORE, id)),
};

export type Sent = { state: 'sent' } | { state: 'offline' } | { state: 'refused'; message: string };

/** Send one photo; `noted` keeps that its first half is done. */
export async function sendPhoto(photo: Photo, noted: (photo: Photo) => Promise<unknown>): Promise<Sent> {
  try {
    let file = photo.file;
    if (file === undefined) {
      file = (await upload(photo.content, photo.name, undefined, photo.id).done).id;
      await noted({ ...photo, file });
    }
    const path = { model: 'inspection_lot', name: photo.lot };
    await ask('POST', 'records/{model}/{name}/attachments', { path, body: { file }, key: `${photo.id}.attach` });
    return { state: 'sent' };
  } catch (error) {
    return outcomeOf(error);
  }
}

/** What an error means: already there, later, or no. */
export function outcomeOf(error: unknown): Sent {
  if (!(error instanceof Problem)) throw error;
  if (error.code === 'file.attached') return { state: 'sent' };
  const later = [0, 401, 429].includes(error.status) || error.status >= 500;
  return later ? { state: 'offline' } : { state: 'refused', message: error.message };
}
