/** What a pasted block would change, seen before it is saved; then the result of each row, and the way back. */
import { Button, Modal, Progress } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { Act } from '../../api/client';
import type { Model } from '../../api/definitions';
import { refresh } from '../../api/queries';
import { records, type Row, type Value } from '../../api/records';
import { nameOf } from '../fields';
import { useParser } from '../form/paste';
import { useLanguage, useSay } from '../language';
import { Loading } from '../parts';
import { plainText } from '../show';
import { texts as common } from '../texts';
import {
  changesOf,
  isAtFault,
  isChanged,
  planned,
  type PastedCell,
  type PastedRow,
  type Plan,
  type Target,
} from './pasted';
import { outcomeOf } from './matching';
import { texts } from './texts';

interface Props {
  name: string;
  model: Model;
  cells: string[][];
  rows: readonly Row[];
  columns: readonly Target[];
  onClose: () => void;
}

interface Outcome {
  saved?: Row;
  problem?: string;
  undone?: boolean;
}

export default function PasteCells({ name, model, cells, rows, columns, onClose }: Props) {
  const say = useSay();
  const parse = useParser();
  const [plan, setPlan] = useState<Plan>();
  const [failed, setFailed] = useState<string>();
  const run = useRun(name);
  // What was pasted and onto what stays as it was, however the list behind is refreshed.
  const given = useRef({ cells, rows, columns });
  useEffect(() => {
    const { cells: texts_, rows: onto, columns: across } = given.current;
    planned(texts_, onto, across, parse).then(setPlan, (error: unknown) =>
      setFailed(error instanceof Error ? error.message : String(error)),
    );
  }, [parse]);
  const wrong = plan?.rows.filter(isAtFault) ?? [];
  const good = plan?.rows.filter((each) => isChanged(each) && !isAtFault(each)) ?? [];
  const saved = good.filter((each) => run.outcomes[each.row.id]?.saved && !run.outcomes[each.row.id]?.undone);
  return (
    <Modal
      open
      width={860}
      title={say(texts.pasteTitle, { count: cells.length })}
      mask={{ closable: false }}
      onCancel={() => !run.running && onClose()}
      footer={
        run.finished ? (
          <>
            {saved.length > 0 && (
              <Button loading={run.running} onClick={() => void run.undo(saved)} data-testid="paste-undo">
                {say(texts.pasteUndo, { count: saved.length })}
              </Button>
            )}
            <Button type="primary" disabled={run.running} onClick={onClose}>
              {say(common.close)}
            </Button>
          </>
        ) : run.running ? (
          <Button onClick={run.stop}>{say(texts.bulkStop)}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{say(common.cancel)}</Button>
            <Button
              type="primary"
              disabled={good.length === 0}
              onClick={() => void run.save(good)}
              data-testid="paste-save"
            >
              {say(texts.pasteSave, { count: good.length })}
            </Button>
          </>
        )
      }
    >
      {failed && <p className="wrong">{failed}</p>}
      {!plan ? (
        !failed && <Loading rows={4} />
      ) : (
        <>
          <p role="status">
            {run.finished
              ? say(texts.bulkDone, {
                  good: good.filter((each) => run.outcomes[each.row.id]?.saved).length,
                  bad: good.filter((each) => run.outcomes[each.row.id]?.problem).length,
                })
              : say(texts.pasteSum, {
                  good: good.length,
                  wrong: wrong.length,
                  same: plan.rows.length - good.length - wrong.length,
                })}
          </p>
          {plan.rowsBeyond + plan.columnsBeyond > 0 && (
            <p className="wrong">{say(texts.pasteBeyond, { rows: plan.rowsBeyond, columns: plan.columnsBeyond })}</p>
          )}
          {(run.running || run.finished) && (
            <Progress
              aria-label={say(texts.result)}
              percent={Math.round((Object.keys(run.outcomes).length / Math.max(1, good.length)) * 100)}
              format={() => `${Object.keys(run.outcomes).length}/${good.length}`}
            />
          )}
          <Preview model={model} rows={plan.rows} outcomes={run.outcomes} />
        </>
      )}
    </Modal>
  );
}

function Preview({ model, rows, outcomes }: { model: Model; rows: PastedRow[]; outcomes: Record<string, Outcome> }) {
  const say = useSay();
  const keys = rows[0]?.cells ?? [];
  return (
    <div className="paste-rows" tabIndex={0} role="region" aria-label={say(texts.pastePreview)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(model.label)}</th>
            {keys.map((cell) => (
              <th key={cell.key} scope="col">
                {say(cell.field.label)}
              </th>
            ))}
            <th scope="col">{say(texts.result)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.row.id} data-testid="paste-row">
              <th scope="row">{nameOf(model, each.row)}</th>
              {each.cells.map((cell) => (
                <td key={cell.key} className={cell.fault ? 'paste-wrong' : cell.changed ? 'paste-new' : undefined}>
                  <Cell cell={cell} />
                </td>
              ))}
              <td>
                <Result row={each} outcome={outcomes[each.row.id]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: PastedCell }) {
  const say = useSay();
  const language = useLanguage();
  const before = plainText(cell.field, cell.before, language);
  if (cell.fault) {
    const facts = { length: cell.field.length ?? '', min: cell.field.min ?? '', max: cell.field.max ?? '' };
    return (
      <>
        <span>{cell.text || '—'}</span>
        <small className="wrong">✕ {say(texts[`paste.${cell.fault}`], facts)}</small>
      </>
    );
  }
  if (!cell.changed) return <span className="none">{before}</span>;
  return (
    <>
      <del className="none">{before}</del> <ins>{plainText(cell.field, cell.after as Value, language)}</ins>
    </>
  );
}

function Result({ row, outcome }: { row: PastedRow; outcome: Outcome | undefined }) {
  const say = useSay();
  if (outcome?.undone) return <span className="none">{say(texts.pasteUndone)}</span>;
  if (outcome?.problem) return <span className="wrong">{outcome.problem}</span>;
  if (outcome?.saved) return <span className="tone-good">✓ {say(texts.good)}</span>;
  if (isAtFault(row)) return <span className="wrong">{say(texts.pasteSkipped)}</span>;
  return <span className="none">{say(isChanged(row) ? texts.pending : texts.pasteSame)}</span>;
}

/** The words for a row that was not saved. */
function outcomeMessage(error: unknown, stale: string): string {
  const outcome = outcomeOf(error, stale);
  return outcome.state === 'good' ? '' : outcome.message;
}

/** Rows are saved one after the other, each as it was read: one that somebody else has changed is refused, not overwritten. */
function useRun(name: string) {
  const say = useSay();
  const client = useQueryClient();
  const [outcomes, setOutcomes] = useState<Record<string, Outcome>>({});
  const [running, setRunning] = useState(false);
  const [finished, setFinished] = useState(false);
  const stopped = useRef(false);
  const note = (id: string, outcome: Outcome) => setOutcomes((old) => ({ ...old, [id]: { ...old[id], ...outcome } }));

  async function each(rows: PastedRow[], work: (row: PastedRow, act: Act) => Promise<Outcome>) {
    setRunning(true);
    stopped.current = false;
    const act: Act = {};
    for (const row of rows) {
      if (stopped.current) break;
      note(
        row.row.id,
        await work(row, act).catch((error: unknown): Outcome => ({ problem: outcomeMessage(error, say(texts.stale)) })),
      );
    }
    setRunning(false);
    setFinished(true);
    await refresh(client);
  }
  return {
    outcomes,
    running,
    finished,
    stop: () => (stopped.current = true),
    save: (rows: PastedRow[]) =>
      each(rows, async (row, act) => ({ saved: await records.change(name, row.row, changesOf(row).values, act) })),
    undo: (rows: PastedRow[]) =>
      each(rows, async (row, act) => {
        await records.change(name, outcomes[row.row.id]?.saved as Row, changesOf(row).back, act);
        return { undone: true };
      }),
  };
}
