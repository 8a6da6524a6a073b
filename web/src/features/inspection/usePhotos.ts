/** The photos this device still holds, sent in order as soon as it goes. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '../../api/key';
import { useSession } from '../../api/queries';
import { photos, sendPhoto, type Photo } from './photos';

const AGAIN = 4_000;

export interface Photos {
  waiting: Photo[];
  take: (lot: { id: string; number: string }, file: File) => Promise<void>;
  drop: (photo: Photo) => Promise<void>;
}

export function usePhotos(): Photos {
  const user = useSession()?.id ?? '';
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<Photo[]>([]);
  const sending = useRef(false);
  const read = useCallback(async () => setWaiting(await photos.all(user)), [user]);

  const drain = useCallback(async () => {
    if (sending.current || !user) return;
    sending.current = true;
    try {
      for (const photo of await photos.all(user)) {
        if (photo.refused !== undefined) continue;
        const sent = await sendPhoto(photo, photos.put);
        if (sent.state === 'offline') break;
        if (sent.state === 'refused') await photos.put({ ...photo, refused: sent.message });
        else {
          await photos.drop(photo.id);
          await client.invalidateQueries({ queryKey: ['attachments', 'inspection_lot', photo.lot] });
        }
        await read();
      }
    } finally {
      sending.current = false;
      await read();
    }
  }, [user, client, read]);

  useEffect(() => {
    const go = () => void drain();
    go();
    const timer = window.setInterval(go, AGAIN);
    window.addEventListener('online', go);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', go);
    };
  }, [drain]);

  return {
    waiting,
    take: async (lot, file) => {
      const photo = { id: newId(), user, lot: lot.id, lotNumber: lot.number, name: file.name, content: file };
      await photos.put({ ...photo, at: Date.now() });
      await read();
      await drain();
    },
    drop: async (photo) => {
      await photos.drop(photo.id);
      await read();
    },
  };
}
