/** Asks why, where the server takes a change with a reason only: whoever asked to save waits for the answer. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { asksWhy } from '../../api/client';
import type { Problem } from '../../api/problem';

// Few changes need one: it comes when the first does.
const Dialog = lazy(() => import('./Dialog'));

interface Asked {
  problem: Problem;
  answer: (reason: string | undefined) => void;
}

export function ReasonAsker() {
  const [waiting, setWaiting] = useState<Asked[]>([]);
  useEffect(() => {
    asksWhy((problem) => new Promise((answer) => setWaiting((old) => [...old, { problem, answer }])));
    return () => asksWhy(undefined);
  }, []);
  const [first] = waiting;
  if (!first) return null;
  const model = first.problem.facts['model'];
  return (
    <Suspense fallback={null}>
      <Dialog
        key={waiting.length}
        model={typeof model === 'string' ? model : ''}
        onEnd={(reason) => {
          first.answer(reason);
          setWaiting((old) => old.slice(1));
        }}
      />
    </Suspense>
  );
}
