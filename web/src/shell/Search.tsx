/** What Ctrl+K opens: pages and records by what is typed, chosen by keys. */
import { Input, Modal, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent as ReactKeyboardEvent } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { Definitions } from '../api/definitions';
import { useDefinitions } from '../api/queries';
import { useSay } from '../kit/language';
import { useSettled } from '../kit/settled';
import { findRecords, type Hit } from './hits';
import { useMenu } from './menu';
import { texts } from './texts';

export default function SearchDialog({ onDone }: { onDone: () => void }) {
  const say = useSay();
  return (
    <Modal
      open
      onCancel={onDone}
      footer={null}
      closable={false}
      width={620}
      className="palette"
      title={null}
      style={{ top: 72 }}
      aria-label={say(texts.search)}
    >
      <Search onDone={onDone} />
    </Modal>
  );
}

function Search({ onDone }: { onDone: () => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const definitions = useDefinitions();
  const groups = useMenu();
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const text = useSettled(typed.trim(), 150);
  const found = useQuery({
    queryKey: ['search', text],
    enabled: text.length > 0 && definitions !== undefined,
    queryFn: ({ signal }) => findRecords(definitions as Definitions, text, signal),
  });
  const pages = useMemo((): Hit[] => {
    const all = groups.flatMap((group) =>
      group.entries.map((entry) => ({
        to: entry.to,
        title: say(entry.label),
        kind: group.label,
        both: `${entry.label.zh} ${entry.label.en} ${entry.model ?? ''}`.toLowerCase(),
      })),
    );
    return all
      .filter((each) => !typed.trim() || each.both.includes(typed.trim().toLowerCase()))
      .slice(0, typed ? 6 : 12);
  }, [groups, say, typed]);
  const hits = [...(found.data ?? []), ...pages];
  const at = Math.min(place, Math.max(0, hits.length - 1));
  useEffect(() => input.current?.focus(), []);

  function go(hit: Hit | undefined) {
    if (!hit) return;
    onDone();
    void navigate({ to: hit.to });
  }
  function keyed(event: ReactKeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      setPlace((at + step + hits.length) % Math.max(1, hits.length));
    }
    if (event.key === 'Enter') go(hits[at]);
  }
  return (
    <div onKeyDown={keyed}>
      <Input
        ref={input}
        size="large"
        variant="borderless"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
        aria-label={say(texts.search)}
        placeholder={say(texts.searchHint)}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setPlace(0);
        }}
        data-testid="palette"
      />
      <ul role="listbox" id="palette-list" aria-label={say(texts.search)}>
        {hits.map((hit, index) => (
          <li
            key={`${hit.to}.${index}`}
            id={`hit-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => go(hit)}
            onMouseEnter={() => setPlace(index)}
          >
            <span>{hit.title}</span>
            <span className="none">{say(hit.kind)}</span>
          </li>
        ))}
      </ul>
      {text && !found.isFetching && hits.length === 0 && (
        <p className="none palette-empty">{say(texts.searchEmpty, { text })}</p>
      )}
      <p className="none palette-keys">{say(texts.searchKeys)}</p>
    </div>
  );
}
