/** What a state looks like: a colour, a shape and its words, never the colour alone. */
import { createContext, useContext, type ReactNode } from 'react';
import { useSay } from './language';
import type { Text } from '../api/definitions';

export const TONES = ['good', 'bad', 'held', 'waiting', 'partial', 'active', 'done', 'muted'] as const;
export type Tone = (typeof TONES)[number];

/** Which tone a key has, by `field.key` first and by the key alone second; given by the shell. */
export type Tones = Record<string, Tone>;
const ToneContext = createContext<Tones>({});

export function ToneProvider({ tones, children }: { tones: Tones; children: ReactNode }) {
  return <ToneContext value={tones}>{children}</ToneContext>;
}

export function useTone(field: string, key: string): Tone {
  const tones = useContext(ToneContext);
  return tones[`${field}.${key}`] ?? tones[key] ?? 'muted';
}

const SHAPES: Record<Tone, ReactNode> = {
  good: <path d="M2.5 6.5 5 9l4.5-6" className="stroke" />,
  bad: <path d="M3 3l6 6M9 3 3 9" className="stroke" />,
  held: <path d="M3.5 2.5v7M8.5 2.5v7" className="stroke" />,
  waiting: <circle cx="6" cy="6" r="3.8" className="stroke" />,
  partial: (
    <>
      <circle cx="6" cy="6" r="3.8" className="stroke" />
      <path d="M6 2.2a3.8 3.8 0 0 1 0 7.6Z" />
    </>
  ),
  active: <path d="M3.5 2.5 9.5 6l-6 3.5Z" />,
  done: <rect x="2.5" y="2.5" width="7" height="7" rx="1" />,
  muted: <circle cx="6" cy="6" r="2.2" />,
};

export function ToneShape({ tone }: { tone: Tone }) {
  return (
    <svg className="tone-shape" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {SHAPES[tone]}
    </svg>
  );
}

/** A state of a record or a value of a choice as a small badge. `big` is for the head of a page. */
export function StatusBadge({
  field,
  value,
  label,
  big,
}: {
  field: string;
  value: string;
  label?: Text | null;
  big?: boolean;
}) {
  const say = useSay();
  const tone = useTone(field, value);
  return (
    <span className={`badge tone-${tone}${big ? ' badge-big' : ''}`} data-value={value}>
      <ToneShape tone={tone} />
      {say(label) || value}
    </span>
  );
}
