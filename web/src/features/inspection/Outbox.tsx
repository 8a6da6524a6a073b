/** What this device still holds: how many at a glance, and each entry with what became of it. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { useSay } from '../../kit/language';
import { ToneShape } from '../../kit/tones';
import { texts } from './texts';
import type { Entries } from './useEntries';

const load = () => import('./Held');
const Held = lazy(load);

export function OutboxButton({ entries }: { entries: Entries }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    // Fetched while there is a network, for it is opened when there is none; a failure shows when it is opened.
    load().catch(() => undefined);
  }, []);
  const refused = entries.waiting.filter((each) => each.refused !== undefined).length;
  const waiting = entries.waiting.length - refused;
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
          <Held entries={entries} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
