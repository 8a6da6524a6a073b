/** What this device still holds: how many at a glance, and each entry with what became of it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useSay } from '../../kit/language';
import { ToneShape } from '../../kit/tones';
import { texts } from './texts';
import type { Entries } from './useEntries';
import type { Photos } from './usePhotos';

const load = () => import('./Held');
const Held = lazy(load);

export function OutboxButton({ entries, photos }: { entries: Entries; photos: Photos }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // Fetched while there is a network, for it is opened when there is none; a failure shows when it is opened.
    load().catch(() => undefined);
  }, []);
  const held = [...entries.waiting, ...photos.waiting];
  const refused = held.filter((each) => each.refused !== undefined).length;
  const waiting = held.length - refused;
  const tone = refused ? 'bad' : waiting || entries.offline ? 'held' : 'good';
  const words = [
    entries.offline ? say(texts.offline) : '',
    waiting ? say(texts.waitingHere, { count: waiting }) : '',
    refused ? say(texts.refusedHere, { count: refused }) : '',
  ].filter(Boolean);
  return (
    <>
      <button
        type="button"
        className={`badge badge-big tone-${tone}`}
        data-testid="outbox"
        data-waiting={waiting}
        onClick={() => setOpen(true)}
      >
        <ToneShape tone={tone} />
        {words.join(' · ') || say(texts.sent)}
      </button>
      {open && (
        <Suspense>
          <Held entries={entries} photos={photos} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
