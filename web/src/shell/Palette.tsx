/** Ctrl+K and the scanner: any page, any record by number or name; a burst of keys that ends in Enter is a scan. */
import { App } from 'antd';
import { lazy, Suspense, useEffect } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useDefinitions } from '../api/queries';
import { useSay } from '../kit/language';
import { useScanner } from '../kit/scanner';
import { findRecords } from './hits';
import { texts } from './texts';

const SearchDialog = lazy(() => import('./Search'));

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
  return open ? (
    <Suspense fallback={null}>
      <SearchDialog onDone={() => onOpen(false)} />
    </Suspense>
  ) : null;
}
