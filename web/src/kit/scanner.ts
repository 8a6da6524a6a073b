/** A hardware scanner types like a very fast person: its burst of keys ends in Enter and is no input of a field. */
import { useEffect, useRef } from 'react';

/** Milliseconds between two keys at most, and on the average: nobody types so steadily. */
const GAP = 100;
const AVERAGE = 50;
const SHORTEST = 4;

export interface Burst {
  text: string;
  first: number;
  last: number;
}

/** The burst after a key: goes on while keys come fast, begins again after a pause. */
export function grown(burst: Burst, key: string, at: number): Burst {
  return at - burst.last <= GAP ? { ...burst, text: burst.text + key, last: at } : { text: key, first: at, last: at };
}

/** The scanned text when Enter follows a burst at once; undefined for what a person typed. */
export function scanned(burst: Burst, at: number): string | undefined {
  const steady = at - burst.first <= AVERAGE * burst.text.length;
  return steady && at - burst.last <= GAP && burst.text.length >= SHORTEST ? burst.text : undefined;
}

/** Calls back for each scan anywhere on the page, unless a field marked `data-scan="own"` takes it. */
export function useScanner(onScan: (text: string) => void): void {
  const latest = useRef(onScan);
  useEffect(() => {
    latest.current = onScan;
  });
  useEffect(() => {
    let burst: Burst = { text: '', first: 0, last: 0 };
    const keyed = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (event.ctrlKey || event.altKey || event.metaKey || target?.closest('[data-scan="own"],[role="dialog"]'))
        return;
      const typing = target?.matches('input,textarea,[contenteditable="true"]') ?? false;
      if (event.key === 'Enter') {
        const text = typing ? undefined : scanned(burst, event.timeStamp);
        burst = { text: '', first: 0, last: 0 };
        if (text) {
          event.preventDefault();
          latest.current(text);
        }
      } else if (event.key.length === 1) burst = grown(burst, event.key, event.timeStamp);
    };
    window.addEventListener('keydown', keyed, true);
    return () => window.removeEventListener('keydown', keyed, true);
  }, []);
}
