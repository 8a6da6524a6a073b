/** One step on many rows: what will happen first, then the result of each; nothing is hidden in a total. */
import { Button, Modal, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Act } from '../../api/client';
import type { Model } from '../../api/definitions';
import { newKey } from '../../api/key';
import { refresh } from '../../api/queries';
import { records, type Row } from '../../api/records';
import { nameOf } from '../fields';
import { Inputs, inputsProblem } from '../form/StepInputs';
import { useSay } from '../language';
import { useNoticeLines } from '../notices';
import { texts as common } from '../texts';
import { StatusBadge } from '../tones';
import { byState, outcomeOf, tally, worthShowing, type Outcome } from './matching';
import { texts } from './texts';

const SHOWN = 100;

interface Props {
  name: string;
  model: Model;
  step: string;
  rows: Row[];
  others: number;
  onClose: () => void;
  onDone: () => void;
}

export default function BulkRun({ name, model, step, rows, others, onClose, onDone }: Props) {
  const say = useSay();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [shown, setShown] = useState(false);
  // The rows as they were selected: a refreshed list must not change what is being worked on.
  const [work] = useState(rows);
  const run = useRun(name, step);
  const definition = model.steps?.[step];
  const label = say(definition?.label);
  const { good, refused, unknown } = tally(run.outcomes);
  const done = good + refused + unknown;
  const finished = done > 0 && !run.running;
  const open = work.filter((row) => run.outcomes[row.id]?.state !== 'good');
  const begin = (on: Row[]) => {
    setShown(true);
    if (definition && inputsProblem(definition.inputs, values)) return;
    void run.begin(on, values);
  };
  const leave = () => {
    onClose();
    if (finished) onDone();
  };
  return (
    <Modal
      open
      title={say(texts.bulkTitle, { step: label, count: work.length.toLocaleString('en') })}
      onCancel={() => !run.running && leave()}
      mask={{ closable: false }}
      footer={
        run.running ? (
          <Button onClick={run.stop}>{say(texts.bulkStop)}</Button>
        ) : finished ? (
          <>
            {unknown + (work.length - done) > 0 && (
              <Button onClick={() => begin(open.filter((row) => run.outcomes[row.id]?.state !== 'refused'))}>
                {say(texts.bulkGoOn, { count: unknown + work.length - done })}
              </Button>
            )}
            <Button type="primary" onClick={leave}>
              {say(common.close)}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{say(common.cancel)}</Button>
            <Button type="primary" onClick={() => begin(work)} data-testid="bulk-run">
              {say(texts.bulkRun)}
            </Button>
          </>
        )
      }
    >
      <p role="status">
        {finished
          ? say(texts.bulkDone, { good, bad: refused + unknown })
          : say(texts.bulkPreview, { count: work.length.toLocaleString('en'), step: label })}
      </p>
      <p className="bulk-states">
        {byState(work).map(([state, count]) => (
          <span key={state}>
            <StatusBadge field="state" value={state} label={model.states?.labels[state] ?? null} /> {count}
          </span>
        ))}
      </p>
      {others > 0 && !finished && <p className="none">{say(texts.bulkSkip, { count: others })}</p>}
      {!run.running && !finished && <p className="none">{say(texts.bulkMeanwhile)}</p>}
      {definition && done === 0 && !run.running && (
        <Inputs fields={definition.inputs} values={values} onChange={setValues} shown={shown} />
      )}
      {(run.running || finished) && (
        <Progress
          percent={Math.round((done / work.length) * 100)}
          format={() => `${done}/${work.length}`}
          aria-label={say(texts.result)}
        />
      )}
      <Results model={model} rows={work} outcomes={run.outcomes} />
    </Modal>
  );
}

function Results({ model, rows, outcomes }: { model: Model; rows: Row[]; outcomes: Record<string, Outcome> }) {
  const say = useSay();
  const drawn = worthShowing(rows, outcomes, SHOWN);
  return (
    <>
      <ul className="bulk-rows" tabIndex={0} aria-label={say(texts.result)}>
        {drawn.map((row) => {
          const outcome = outcomes[row.id];
          const state = (outcome?.state === 'good' && outcome.now) || row.state;
          return (
            <li key={row.id}>
              <span>{nameOf(model, row)}</span>
              {state && <StatusBadge field="state" value={state} label={model.states?.labels[state] ?? null} />}
              <span className={outcome?.state === 'good' ? 'tone-good' : outcome ? 'wrong' : 'none'}>
                {outcome?.state === 'good' ? `✓ ${say(texts.good)}` : (outcome?.message ?? say(texts.pending))}
              </span>
              {outcome?.state === 'good' &&
                outcome.notices?.map((each) => (
                  <small key={each} className="tone-held">
                    {each}
                  </small>
                ))}
            </li>
          );
        })}
      </ul>
      {drawn.length < rows.length && (
        <p className="none">{say(texts.bulkMore, { count: rows.length - drawn.length })}</p>
      )}
    </>
  );
}

/**
 * The rows one after the other, each as it was read and under a key of its own: a row that changed meanwhile is refused
 * by the server, and one whose answer was lost is asked again without a second effect.
 */
function useRun(name: string, step: string) {
  const say = useSay();
  const noticesOf = useNoticeLines();
  const client = useQueryClient();
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({});
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  const keys = useRef(new Map<string, string>());
  useEffect(() => {
    if (!running) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [running]);

  async function one(row: Row, values: Record<string, unknown>, act: Act): Promise<Outcome> {
    const key = keys.current.get(row.id) ?? newKey();
    keys.current.set(row.id, key);
    try {
      const after = await records.step(name, row, step, values, key, act);
      return { state: 'good', ...(after.state ? { now: after.state } : {}), notices: noticesOf(after) };
    } catch (error) {
      return outcomeOf(error, say(texts.stale));
    }
  }
  async function begin(rows: Row[], values: Record<string, unknown>) {
    setRunning(true);
    stopped.current = false;
    const act: Act = {};
    for (const row of rows) {
      if (stopped.current) break;
      const outcome = await one(row, values, act);
      setOutcomes((old) => ({ ...old, [row.id]: outcome }));
    }
    setRunning(false);
    await refresh(client);
  }
  return { outcomes, running, begin, stop: () => (stopped.current = true) };
}
