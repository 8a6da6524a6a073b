/** The bar at the foot: what stands in the way of the verdict, what it will cause, and the one button. */
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { useStep } from '../../api/queries';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import type { Lot } from './data';
import { classTallies, standing } from './model';
import { texts } from './texts';
import type { Entries } from './useEntries';

export function JudgeBar({ lot, entries }: { lot: Lot; entries: Entries }) {
  const say = useSay();
  const complete = useStep('inspection_lot');
  const classes = classTallies(lot.classes, lot.lines, entries.readings);
  const stands = standing(lot.lines, classes, entries.readings);
  const unsent = entries.waiting.filter((each) => each.lot === lot.id).length;
  const ready = stands !== 'open' && unsent === 0;
  const judge = () => complete.mutate({ row: lot.row, step: 'complete' });

  const latest = useRef(judge);
  useEffect(() => {
    latest.current = judge;
  });
  useEffect(() => {
    if (!ready || complete.isPending) return;
    const keyed = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) latest.current();
    };
    window.addEventListener('keydown', keyed);
    return () => window.removeEventListener('keydown', keyed);
  }, [ready, complete.isPending]);

  const said =
    unsent > 0
      ? say(texts.judgeWait, { count: unsent })
      : stands === 'open'
        ? say(texts.judgeOpen)
        : stands === 'reject'
          ? say(lot.row['auto_reject'] === true ? texts.autoReject : texts.laterReject, {
              quantity: grouped(String(lot.row['remaining'] ?? '0')),
              unit: lot.unit,
            })
          : '';
  return (
    <footer className={`insp-bar${stands === 'reject' ? ' reject' : ''}`}>
      <ProblemAlert problem={complete.error} />
      <p>{said}</p>
      <Button
        type="primary"
        size="large"
        danger={stands === 'reject'}
        disabled={!ready}
        loading={complete.isPending}
        data-testid="judge"
        onClick={judge}
      >
        {say(stands === 'reject' ? texts.judgeReject : texts.judge)} <kbd>Ctrl ↵</kbd>
      </Button>
    </footer>
  );
}
