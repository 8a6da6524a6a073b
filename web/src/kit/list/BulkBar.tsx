/** What can be done with the rows that are selected, or with all that match the list's filter. */
import { Button, Progress } from 'antd';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Model } from '../../api/definitions';
import type { Asked, Row } from '../../api/records';
import { useSay } from '../language';
import { matching, MOST, type Matching } from './matching';
import { texts } from './texts';

const BulkRun = lazy(() => import('./BulkRun'));

/** The steps that at least one of the rows allows, and how many do. */
export function stepsOf(model: Model, rows: Row[]): { step: string; rows: Row[] }[] {
  const may = model.may.steps;
  return Object.keys(model.steps ?? {})
    .filter((step) => may.includes('*') || may.includes(step))
    .map((step) => ({ step, rows: rows.filter((row) => model.states?.steps[row.state ?? '']?.includes(step)) }))
    .filter((each) => each.rows.length > 0);
}

interface Props {
  name: string;
  model: Model;
  rows: Row[];
  /** What all that match is asked by, where more match than are selected. */
  more?: { asked: Pick<Asked, 'where' | 'search' | 'sort'>; count: number };
  onClear: () => void;
}

export function BulkBar({ name, model, rows, more, onClear }: Props) {
  const say = useSay();
  const [step, setStep] = useState<string>();
  const all = useMatching(name, model, more?.asked);
  const chosen = all.found?.rows ?? rows;
  const steps = stepsOf(model, chosen);
  const running = steps.find((each) => each.step === step);
  return (
    <div className="bulk" data-testid="bulk">
      <strong>
        {all.found
          ? say(texts.selectedMatching, { count: chosen.length.toLocaleString('en') })
          : say(texts.selected, { count: rows.length })}
      </strong>
      {all.found?.beyond && (
        <span className="wrong">{say(texts.matchingBeyond, { most: MOST.toLocaleString('en') })}</span>
      )}
      {more && !all.found && !all.reading && (
        <Button size="small" type="link" onClick={all.read} data-testid="select-matching">
          {say(texts.selectMatching, { count: more.count > 10_000 ? '10,000+' : more.count.toLocaleString('en') })}
        </Button>
      )}
      {all.reading && more && (
        <span className="bulk-reading">
          <Progress
            size="small"
            aria-label={say(texts.count, { count: more.count })}
            percent={Math.min(99, Math.round((all.seen / more.count) * 100))}
          />
          <Button size="small" onClick={all.stop}>
            {say(texts.bulkStop)}
          </Button>
        </span>
      )}
      {all.problem && <span className="wrong">{all.problem}</span>}
      {!all.reading &&
        steps.map((each) => (
          <Button key={each.step} size="small" onClick={() => setStep(each.step)} data-testid={`bulk-${each.step}`}>
            {say(model.steps?.[each.step]?.label)} ({each.rows.length.toLocaleString('en')})
          </Button>
        ))}
      {!all.reading && steps.length === 0 && <span className="none">{say(texts.bulkNone)}</span>}
      <span className="grow" />
      <Button size="small" type="text" onClick={onClear}>
        {say(texts.clearSelection)}
      </Button>
      {running && (
        <Suspense>
          <BulkRun
            name={name}
            model={model}
            step={running.step}
            rows={running.rows}
            others={chosen.length - running.rows.length}
            onClose={() => setStep(undefined)}
            onDone={onClear}
          />
        </Suspense>
      )}
    </div>
  );
}

/** All that match, read when asked for; the reading can be stopped. */
function useMatching(name: string, model: Model, asked: Pick<Asked, 'where' | 'search' | 'sort'> | undefined) {
  const [found, setFound] = useState<Matching>();
  const [reading, setReading] = useState(false);
  const [seen, setSeen] = useState(0);
  const [problem, setProblem] = useState<string>();
  const stop = useRef<AbortController>(undefined);
  const read = async () => {
    if (!asked) return;
    stop.current = new AbortController();
    setReading(true);
    setSeen(0);
    setProblem(undefined);
    try {
      setFound(await matching(name, model, asked, stop.current.signal, setSeen));
    } catch (error) {
      const stopped = error instanceof DOMException && error.name === 'AbortError';
      if (!stopped) setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setReading(false);
    }
  };
  return { found, reading, seen, problem, read: () => void read(), stop: () => stop.current?.abort() };
}
