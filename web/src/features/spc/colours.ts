/** The theme's colours as ECharts takes them: values, not variables. */
import { useEffect, useState } from 'react';
import type { Colours } from './option';

const NAMES: Record<keyof Colours, string> = {
  ink: '--z-ink',
  soft: '--z-soft',
  line: '--z-line',
  accent: '--z-accent',
  bad: '--tone-bad',
  muted: '--tone-muted',
};

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]),
  ) as unknown as Colours;
}

/** The theme's colours, again when light turns dark. */
export function useColours(): Colours {
  const [colours, setColours] = useState(coloursNow);
  useEffect(() => {
    const watch = new MutationObserver(() => requestAnimationFrame(() => setColours(coloursNow())));
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => watch.disconnect();
  }, []);
  return colours;
}
