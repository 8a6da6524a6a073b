/** Asks why, and asks to sign, where the server takes a change so only: whoever asked to save waits for the answer. */
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { asksToSign, asksWhy, type Sign } from '../../api/client';
import type { Problem } from '../../api/problem';

// Few changes need one: they come when the first does.
const ReasonDialog = lazy(() => import('./ReasonDialog'));
const SignatureDialog = lazy(() => import('./SignatureDialog'));

interface Asked {
  problem: Problem;
  /** Signs, where a signature is asked for. */
  sign?: Sign;
  answer: (given: string | undefined) => void;
}

export function Askers() {
  const [waiting, setWaiting] = useState<Asked[]>([]);
  useEffect(() => {
    const wait = (asked: Omit<Asked, 'answer'>) =>
      new Promise<string | undefined>((answer) => setWaiting((old) => [...old, { ...asked, answer }]));
    asksWhy((problem) => wait({ problem }));
    asksToSign((problem, sign) => wait({ problem, sign }));
    return () => {
      asksWhy(undefined);
      asksToSign(undefined);
    };
  }, []);
  const [first] = waiting;
  if (!first) return null;
  const end = (given: string | undefined) => {
    first.answer(given);
    setWaiting((old) => old.slice(1));
  };
  const model = first.problem.facts['model'];
  const about = typeof model === 'string' ? model : '';
  const dialog: ReactNode = first.sign ? (
    <SignatureDialog key={waiting.length} problem={first.problem} sign={first.sign} onEnd={end} />
  ) : (
    <ReasonDialog key={waiting.length} model={about} onEnd={end} />
  );
  return <Suspense fallback={null}>{dialog}</Suspense>;
}
