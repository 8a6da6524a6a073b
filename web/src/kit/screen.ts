/** What the screen is: phone, narrow, wide; and the size of an element as it changes. */
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

export const PHONE = '(max-width: 640px)';
export const NARROW = '(max-width: 1100px)';
export const WIDE = '(min-width: 1280px)';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** The height of an element, followed while it changes. */
export function useHeight(element: HTMLElement | null): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
