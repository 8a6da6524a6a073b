/** Tabs that scroll sideways on a narrow screen; arrow keys move between them. */
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface TabItem {
  key: string;
  label: ReactNode;
  children: ReactNode;
}

export function TabStrip({ items, label }: { items: TabItem[]; label: string }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<string>();
  const at = Math.max(
    0,
    items.findIndex((item) => item.key === chosen),
  );
  const here = items[at];
  function keyed(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const next = items[(at + step + items.length) % items.length];
    if (!step || !next) return;
    event.preventDefault();
    setChosen(next.key);
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.key)}"]`)?.focus();
  }
  if (!here) return null;
  return (
    <div className="tabs panel">
      <div className="tab-list" role="tablist" aria-label={label} ref={list} onKeyDown={keyed}>
        {items.map((item) => (
          <button
            key={item.key}
            type="button"
            role="tab"
            id={`${id}${item.key}`}
            data-tab={item.key}
            data-testid={`tab-${item.key}`}
            aria-selected={item === here}
            aria-controls={`${id}panel`}
            tabIndex={item === here ? 0 : -1}
            onClick={() => setChosen(item.key)}
          >
            {item.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${here.key}`}>
        {here.children}
      </div>
    </div>
  );
}
