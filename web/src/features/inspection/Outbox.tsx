/** What this device still holds: how many at a glance, and each entry with what became of it. */
import { Button, Drawer, Popconfirm } from 'antd';
import { useState } from 'react';
import { ago } from '../../kit/format';
import { useLanguage, useSay } from '../../kit/language';
import { EmptyState } from '../../kit/parts';
import { ToneShape } from '../../kit/tones';
import { texts } from './texts';
import type { Entries } from './useEntries';

export function OutboxButton({ entries }: { entries: Entries }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
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
      <Drawer open={open} onClose={() => setOpen(false)} title={say(texts.outbox)} size={420}>
        <p className="count">{say(texts.outboxHelp)}</p>
        {entries.waiting.length === 0 ? <EmptyState title={say(texts.outboxEmpty)} /> : <Held entries={entries} />}
      </Drawer>
    </>
  );
}

function Held({ entries }: { entries: Entries }) {
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <ul className="insp-held">
        {entries.waiting.map((entry) => (
          <li key={entry.id}>
            <span>
              <strong>{entry.lotNumber}</strong>{' '}
              {entry.reading.sample_no === null
                ? `${say(texts.counted)} ${entry.reading.inspected} · ${say(texts.count)} ${entry.reading.nonconforming}`
                : `${say(texts.piece, { piece: entry.reading.sample_no })} ${entry.reading.value}`}
            </span>
            <span className="count">{ago(new Date(entry.at).toISOString(), language)}</span>
            {entry.refused && <p className="wrong">{entry.refused}</p>}
            <Popconfirm title={say(texts.dropSure)} onConfirm={() => void entries.drop(entry)}>
              <Button size="small" type="text" danger>
                {say(texts.drop)}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      <Button onClick={entries.retry}>{say(texts.resend)}</Button>
    </>
  );
}
