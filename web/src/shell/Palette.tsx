/** Ctrl+K and the scanner: any page, any record by number or name; a burst of keys that ends in Enter is a scan. */
import { Input, Modal, type InputRef } from 'antd';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent as ReactKeyboardEvent } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { App } from 'antd';
import { call } from '../api/client';
import type { Definitions, Text } from '../api/definitions';
import { useDefinitions } from '../api/queries';
import { nameField } from '../kit/fields';
import { useSay } from '../kit/language';
import { useSettled } from '../kit/settled';
import { useMenu } from './menu';
import { useScanner } from '../kit/scanner';
import { texts } from './texts';

interface Hit {
  to: string;
  title: string;
  kind: Text;
}

interface Found {
  rows: { model: string; id: string; number: string | null; label: string | null; matched?: string }[];
}

/** Records by number, code or name, as the server finds them over everything this user may read. */
export async function findRecords(definitions: Definitions, text: string, signal?: AbortSignal): Promise<Hit[]> {
  const found = await call<Found>('GET', 'search', { query: { q: text, limit: 20 }, ...(signal ? { signal } : {}) });
  return found.rows.flatMap((row) => {
    const model = definitions.models[row.model];
    if (!model) return [];
    const name = (nameField(model) && row.number) || row.id;
    const title = [row.number, row.label].filter((each, at, all) => each && all.indexOf(each) === at).join(' ');
    return [{ to: `/m/${row.model}/${encodeURIComponent(name)}`, title, kind: model.label }];
  });
}

export function Palette({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const definitions = useDefinitions();
  const { message } = App.useApp();
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        onOpen(true);
      }
    };
    window.addEventListener('keydown', keyed);
    return () => window.removeEventListener('keydown', keyed);
  }, [onOpen]);
  useScanner((text) => {
    if (!definitions) return;
    void findRecords(definitions, text).then((hits) => {
      const exact = hits.filter((hit) => hit.title.split(' ').includes(text));
      const hit = exact.length === 1 ? exact[0] : hits.length === 1 ? hits[0] : undefined;
      if (hit) {
        void message.success(say(texts.scanned, { text }));
        void navigate({ to: hit.to });
      } else if (hits.length === 0) void message.warning(say(texts.scanUnknown, { text }));
      else onOpen(true);
    });
  });
  return (
    <Modal
      open={open}
      onCancel={() => onOpen(false)}
      footer={null}
      closable={false}
      width={620}
      className="palette"
      destroyOnHidden
      title={null}
      style={{ top: 72 }}
      aria-label={say(texts.search)}
    >
      {open && <Search onDone={() => onOpen(false)} />}
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
