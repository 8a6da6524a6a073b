/** One step on many rows: what will happen first, then the result of each, in order; nothing is hidden in a total. */
import { Button, Modal, Progress } from 'antd';
import { useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Model } from '../../api/definitions';
import { refresh } from '../../api/queries';
import { records, type Row } from '../../api/records';
import { nameOf } from '../fields';
import { Inputs, inputsProblem } from '../form/StepInputs';
import { useSay } from '../language';
import { texts as common } from '../texts';
import { StatusBadge } from '../tones';
import { texts } from './texts';

/** The steps that at least one of the rows allows, and how many do. */
export function stepsOf(model: Model, rows: Row[]): { step: string; rows: Row[] }[] {
  const may = model.may.steps;
  return Object.keys(model.steps ?? {})
    .filter((step) => may.includes('*') || may.includes(step))
    .map((step) => ({ step, rows: rows.filter((row) => model.states?.steps[row.state ?? '']?.includes(step)) }))
    .filter((each) => each.rows.length > 0);
}

export function BulkBar({
  name,
  model,
  rows,
  onClear,
}: {
  name: string;
  model: Model;
  rows: Row[];
  onClear: () => void;
}) {
  const say = useSay();
  const [step, setStep] = useState<string>();
  const steps = stepsOf(model, rows);
  return (
    <div className="bulk" data-testid="bulk">
      <strong>{say(texts.selected, { count: rows.length })}</strong>
      {steps.map((each) => (
        <Button key={each.step} size="small" onClick={() => setStep(each.step)} data-testid={`bulk-${each.step}`}>
          {say(model.steps?.[each.step]?.label)} ({each.rows.length})
        </Button>
      ))}
      {steps.length === 0 && <span className="none">{say(texts.bulkNone)}</span>}
      <span className="grow" />
      <Button size="small" type="text" onClick={onClear}>
        {say(texts.clearSelection)}
      </Button>
      {step && (
        <BulkRun
          name={name}
          model={model}
          step={step}
          rows={steps.find((each) => each.step === step)?.rows ?? []}
          others={rows.length - (steps.find((each) => each.step === step)?.rows.length ?? 0)}
          onClose={() => setStep(undefined)}
          onDone={onClear}
        />
      )}
    </div>
  );
}

type Outcome = 'good' | string;

function BulkRun({
  name,
  model,
  step,
  rows,
  others,
  onClose,
  onDone,
}: {
  name: string;
  model: Model;
  step: string;
  rows: Row[];
  others: number;
  onClose: () => void;
  onDone: () => void;
}) {
  const say = useSay();
  const client = useQueryClient();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [shown, setShown] = useState(false);
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({});
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  // The rows as they were selected: a refreshed list must not change what is being worked on.
  const [work] = useState(rows);
  const definition = model.steps?.[step];
  const label = say(definition?.label);
  const done = Object.keys(outcomes).length;

  async function run() {
    setShown(true);
    if (definition && inputsProblem(definition.inputs, values)) return;
    setRunning(true);
    stopped.current = false;
    for (const row of work) {
      if (stopped.current) break;
      const outcome = await records.step(name, row, step, values).then(
        () => 'good',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      setOutcomes((old) => ({ ...old, [row.id]: outcome }));
    }
    setRunning(false);
    await refresh(client);
  }
  const good = Object.values(outcomes).filter((each) => each === 'good').length;
  const finished = done > 0 && !running;
  return (
    <Modal
      open
      title={say(texts.bulkTitle, { step: label, count: work.length })}
      onCancel={() => (running ? undefined : finished ? (onClose(), onDone()) : onClose())}
      mask={{ closable: false }}
      footer={
        running ? (
          <Button onClick={() => (stopped.current = true)}>{say(texts.bulkStop)}</Button>
        ) : finished ? (
          <Button type="primary" onClick={() => (onClose(), onDone())}>
            {say(common.close)}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{say(common.cancel)}</Button>
            <Button type="primary" onClick={() => void run()} data-testid="bulk-run">
              {say(texts.bulkRun)}
            </Button>
          </>
        )
      }
    >
      <p>
        {finished
          ? say(texts.bulkDone, { good, bad: done - good })
          : say(texts.bulkPreview, { count: work.length, step: label })}
      </p>
      {others > 0 && !finished && <p className="none">{say(texts.bulkSkip, { count: others })}</p>}
      {definition && done === 0 && (
        <Inputs fields={definition.inputs} values={values} onChange={setValues} shown={shown} />
      )}
      {(running || finished) && (
        <Progress percent={Math.round((done / work.length) * 100)} format={() => `${done}/${work.length}`} />
      )}
      <ul className="bulk-rows">
        {work.map((row) => (
          <li key={row.id}>
            <span>{nameOf(model, row)}</span>
            {row.state && (
              <StatusBadge field="state" value={row.state} label={model.states?.labels[row.state] ?? null} />
            )}
            <span className={outcomes[row.id] === 'good' ? 'tone-good' : outcomes[row.id] ? 'wrong' : 'none'}>
              {outcomes[row.id] === 'good' ? `✓ ${say(texts.good)}` : (outcomes[row.id] ?? say(texts.pending))}
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
