/** Records of a model as cards in columns by state; a card moves only where the state machine has a step for it. */
import {
  DndContext,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import { App } from 'antd';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useDefinitions, useList, useStep } from '../../api/queries';
import type { Model } from '../../api/definitions';
import type { Asked, Row } from '../../api/records';
import { nameOf, pathOf } from '../fields';
import { useSay } from '../language';
import { Loading, ProblemAlert } from '../parts';
import { StepDialog } from '../record/Acts';
import { companions, Shown } from '../show';
import { StatusBadge } from '../tones';
import { columnsOf, stepTo } from './moves';
import { texts } from './texts';
import './board.css';

const SHOWN = 200;
const DAY = 86_400_000;

export interface BoardProps {
  name: string;
  model: Model;
  /** The fields a card shows below its name. */
  fields: readonly string[];
  /** The date by which it has to be done, where there is one. */
  due?: string;
  asked?: Pick<Asked, 'where' | 'search'>;
}

interface Move {
  row: Row;
  step: string;
}

export function Board({ name, model, fields, due, asked }: BoardProps) {
  const say = useSay();
  const { message, notification } = App.useApp();
  const definitions = useDefinitions();
  const take = useStep(name);
  const [asking, setAsking] = useState<Move>();
  const wanted = [...fields, ...(due ? [due] : []), ...companions(definitions, model.fields, fields)];
  const found = useList(name, {
    ...asked,
    fields: [...new Set(['id', 'version', 'number', 'state', 'created_at', ...wanted])].join(','),
    sort: '-created_at',
    limit: SHOWN,
    count: 'exact',
  });
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
    useSensor(KeyboardSensor),
  );
  if (found.isPending) return <Loading rows={10} />;
  const rows = found.data?.pages[0]?.rows ?? [];
  const of = (state: string) => rows.filter((row) => row.state === state);
  const columns = columnsOf(model, new Map(rows.map((row) => [String(row.state), of(String(row.state)).length])));
  const label = (state: string) => say(model.states?.labels[state]);

  const dropped = (event: DragEndEvent) => {
    const row = rows.find((each) => each.id === event.active.id);
    const to = event.over?.id;
    if (!row || typeof to !== 'string' || to === row.state) return;
    const step = stepTo(model, String(row.state), to);
    if (!step) {
      void message.warning(say(texts.cannot, { from: label(String(row.state)), to: label(to) }));
      return;
    }
    const definition = model.steps?.[step];
    if (definition && (Object.keys(definition.inputs).length > 0 || definition.sign)) return setAsking({ row, step });
    take.mutate(
      { row, step },
      {
        onSuccess: () =>
          void message.success(say(texts.moved, { name: nameOf(model, row), step: say(definition?.label) })),
        onError: (problem) =>
          notification.error({ title: nameOf(model, row), description: problem.message, duration: 0 }),
      },
    );
  };
  const beyond = (found.data?.pages[0]?.count ?? 0) - rows.length;
  return (
    <>
      <ProblemAlert problem={found.error} />
      <DndContext
        sensors={sensors}
        onDragEnd={dropped}
        accessibility={{ screenReaderInstructions: { draggable: say(texts.move) } }}
      >
        <div className="board" data-testid={`board-${name}`}>
          {columns.map((state) => (
            <Column key={state} state={state} label={label(state)} count={of(state).length}>
              {of(state).map((row) => (
                <Card key={row.id} name={name} model={model} row={row} fields={fields} due={due} />
              ))}
            </Column>
          ))}
        </div>
      </DndContext>
      {beyond > 0 && <p className="count">{say(texts.more, { count: beyond })}</p>}
      {asking && (
        <StepDialog
          name={name}
          model={model}
          row={asking.row}
          step={asking.step}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

interface ColumnProps {
  state: string;
  label: string;
  count: number;
  children: React.ReactNode[];
}

function Column({ state, label, count, children }: ColumnProps) {
  const say = useSay();
  const { setNodeRef, isOver } = useDroppable({ id: state });
  return (
    <section ref={setNodeRef} className={`board-column${isOver ? ' over' : ''}`} data-state={state} aria-label={label}>
      <header>
        <StatusBadge field="state" value={state} label={{ zh: label, en: label }} />
        <span className="count">{count}</span>
      </header>
      <div className="board-cards">{children.length === 0 ? <p className="none">{say(texts.none)}</p> : children}</div>
    </section>
  );
}

interface CardProps {
  name: string;
  model: Model;
  row: Row;
  fields: readonly string[];
  due: string | undefined;
}

function Card({ name, model, row, fields, due }: CardProps) {
  const navigate = useNavigate();
  const { attributes, listeners, setNodeRef, transform, isDragging } = useDraggable({ id: row.id });
  const style = transform ? { transform: `translate(${transform.x}px, ${transform.y}px)` } : undefined;
  const ended = (model.states?.steps[String(row.state)] ?? []).length === 0;
  return (
    <article
      ref={setNodeRef}
      style={style}
      className={`board-card${isDragging ? ' dragging' : ''}`}
      data-testid="card"
      {...listeners}
      {...attributes}
      onClick={() => void navigate({ to: pathOf(name, model, row) })}
    >
      <p className="board-name">
        <strong className="number">{nameOf(model, row)}</strong>
        <Age row={row} due={ended ? undefined : due} />
      </p>
      {fields.map((key) => {
        const field = model.fields[key];
        return field && row[key] !== null ? (
          <p key={key} className="board-field">
            <Shown name={key} field={field} value={row[key]} row={row} plain />
          </p>
        ) : null;
      })}
    </article>
  );
}

/** How old it is, or how late. */
function Age({ row, due }: { row: Row; due: string | undefined }) {
  const say = useSay();
  const until = due ? row[due] : undefined;
  const [now] = useState(() => Date.now());
  if (typeof until === 'string') {
    const late = Math.floor((now - new Date(until).getTime()) / DAY);
    if (late > 0) return <span className="wrong">{say(texts.overdue, { days: late })}</span>;
  }
  const days = Math.floor((now - new Date(String(row['created_at'])).getTime()) / DAY);
  return <span className="count">{days > 0 ? say(texts.days, { days }) : say(texts.today)}</span>;
}
