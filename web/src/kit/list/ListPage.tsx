/** The list of a model, drawn from its definition: search, filter, columns, order, group, views, bulk steps, export. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Model } from '../../api/definitions';
import { Problem } from '../../api/problem';
import { useDefinitions, useList } from '../../api/queries';
import type { Asked, Row } from '../../api/records';
import { fieldAt, labelAt, nameOf, pathOf } from '../fields';
import { useSay } from '../language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../parts';
import { isFile } from '../file/value';
import { companions, isNumeric, Shown } from '../show';
import { PHONE, useMedia } from '../screen';
import { texts as common } from '../texts';
import { BulkBar } from './BulkBar';
import { Cards } from './Cards';
import { CellEditor, isEditable } from './CellEditor';
import { defaultColumns, isSortable, ROW_HEIGHTS, widthOf } from './columns';
import { FilterChips } from './FilterChips';
import { Grid, type GridColumn } from './Grid';
import { split, toggledSort, type ListState } from './state';
import type { Move, Target } from './pasted';
import { texts } from './texts';
import { Toolbar } from './Toolbar';

const PasteCells = lazy(() => import('./PasteCells'));

export interface ListPageProps {
  name: string;
  model: Model;
  state: ListState;
  onState: (next: ListState) => void;
  /** What stands before the button of a new record. */
  extra?: ReactNode;
}

export function ListPage({ name, model, state, onState, extra }: ListPageProps) {
  const say = useSay();
  const phone = useMedia(PHONE);
  const navigate = useNavigate();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const patch = (change: Partial<ListState>) => {
    setSelected(new Set());
    onState({ ...state, ...change });
  };
  const [block, setBlock] = useState<Block>();
  const list = useDrawnList(name, model, state, setBlock);
  const chosen = list.rows.filter((row) => selected.has(row.id));
  const canStep = model.may.steps.length > 0 && model.states !== undefined;
  const filtered = Boolean(state.q ?? state.where);
  const label = say(model.label);

  return (
    <PageFrame
      full
      testId={`list-${name}`}
      title={label}
      help={say(model.note)}
      beside={<Count count={list.count} />}
      actions={
        <>
          {extra}
          {model.may.create.length > 0 && (
            <Link to={`/m/${name}/new`}>
              <Button type="primary" icon={<PlusOutlined />} data-testid="new">
                {say(common.create)}
              </Button>
            </Link>
          )}
        </>
      }
    >
      <Toolbar name={name} model={model} state={state} columns={list.keys} onState={patch} onReplace={onState}>
        <Quick value={state.q ?? ''} onSearch={(q) => patch({ q: q || undefined })} />
      </Toolbar>
      <FilterChips model={model} where={state.where} onChange={(where) => patch({ where })} />
      <ProblemAlert problem={list.problem} />
      {chosen.length > 0 && (
        <BulkBar
          key={JSON.stringify([state.where, state.q, chosen.length])}
          name={name}
          model={model}
          rows={chosen}
          {...(chosen.length === list.rows.length && (list.count ?? 0) > chosen.length
            ? { more: { asked: list.asked, count: list.count ?? 0 } }
            : {})}
          onClear={() => setSelected(new Set())}
        />
      )}
      {block && (
        <Suspense>
          <PasteCells
            name={name}
            model={model}
            cells={block.cells}
            rows={list.rows.slice(list.rows.findIndex((row) => row.id === block.row))}
            columns={list.targets.slice(list.targets.findIndex((each) => each.key === block.column))}
            onClose={() => setBlock(undefined)}
          />
        </Suspense>
      )}
      {list.loading ? (
        <Loading rows={12} />
      ) : list.rows.length === 0 && !list.problem ? (
        <NoRows
          name={name}
          model={model}
          filtered={filtered}
          onClear={() => patch({ q: undefined, where: undefined })}
        />
      ) : phone ? (
        <Cards
          model={model}
          rows={list.rows}
          keys={list.keys}
          onOpen={(row) => void navigate({ to: pathOf(name, model, row) })}
          onEnd={list.more}
        />
      ) : (
        <Grid
          label={say(texts.tableLabel, { model: label })}
          columns={list.columns}
          rows={list.rows}
          rowHeight={ROW_HEIGHTS[state.density ?? 'compact']}
          sort={state.sort}
          onSort={(field) => patch({ sort: toggledSort(state.sort, field) })}
          onWidth={(field, width) => onState({ ...state, widths: { ...state.widths, [field]: width } })}
          {...(model.kind === 'record'
            ? {
                onOpen: (row: Row, how: { newTab: boolean }) => {
                  const to = pathOf(name, model, row);
                  if (how.newTab) window.open(to, '_blank', 'noopener');
                  else void navigate({ to });
                },
              }
            : {})}
          onEnd={list.more}
          {...(state.group ? { groupOf: (row: Row) => list.groupOf(row, state.group ?? '') } : {})}
          {...(canStep ? { selected, onSelect: setSelected } : {})}
          nameOf={(row) => nameOf(model, row)}
        />
      )}
    </PageFrame>
  );
}

/** What was pasted, and the cell it begins at. */
interface Block {
  cells: string[][];
  row: string;
  column: string;
}

/** Rows, columns and what they need, from the definition and the state of the address. */
function useDrawnList(name: string, model: Model, state: ListState, onBlock: (block: Block) => void) {
  const definitions = useDefinitions();
  const say = useSay();
  const keys = useMemo(() => {
    const asked = split(state.fields).filter((key) => fieldAt(definitions, model, key));
    return asked.length > 0 ? asked : defaultColumns(model);
  }, [definitions, model, state.fields]);
  const [plainOnly, setPlainOnly] = useState(false);
  const extra = plainOnly ? [] : companions(definitions, model.fields, keys);
  const own = [
    'id',
    ...(model.kind === 'record' ? ['version'] : []),
    ...(model.states ? ['state'] : []),
    ...(model.number ? ['number'] : (model.natural_key ?? [])),
  ];
  const needed = [
    ...new Set([
      ...own,
      ...(model.title !== 'id' && model.fields[model.title] ? [model.title] : []),
      ...keys,
      ...extra,
      ...split(state.group),
    ]),
  ];
  const sort = [...(state.group ? [state.group] : []), ...(state.sort ? [state.sort] : [])].join(',');
  const asked: Asked = {
    fields: needed.join(','),
    count: 'exact',
    ...(state.where ? { where: state.where } : {}),
    ...(state.q ? { search: state.q } : {}),
    ...(sort ? { sort } : {}),
  };
  const found = useList(name, asked);
  // A linked model that is limited to some rows is not looked into: then the list does without those names.
  if (found.error instanceof Problem && [403, 422].includes(found.error.status) && extra.length > 0) setPlainOnly(true);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data]);
  const columns = keys.map((key, at): GridColumn => {
    const field = fieldAt(definitions, model, key) ?? { type: 'text', label: { zh: key, en: key } };
    return {
      key,
      title: say(labelAt(definitions, model, key)),
      width: state.widths?.[key] ?? widthOf(key, field),
      numeric: isNumeric(field),
      sortable: isSortable(definitions, model, key),
      render: (row) => <ListCell first={at === 0} name={name} model={model} field={key} row={row} />,
      ...(isEditable(model, key, field)
        ? {
            edit: (row: Row, done: (move?: Move) => void) => (
              <CellEditor
                name={name}
                field={field}
                fieldKey={key}
                row={row}
                done={done}
                onBlock={(cells) => onBlock({ cells, row: row.id, column: key })}
              />
            ),
          }
        : {}),
    };
  });
  const groupOf = (row: Row, key: string) => {
    const field = fieldAt(definitions, model, key);
    const value = row[key];
    return field
      ? { key: JSON.stringify(value ?? null), label: <Shown name={key} field={field} value={value} row={row} plain /> }
      : undefined;
  };
  const targets = keys.map((key): Target => {
    const field = fieldAt(definitions, model, key) ?? { type: 'text', label: { zh: key, en: key } };
    return { key, field, editable: isEditable(model, key, field) };
  });
  return {
    keys,
    asked: {
      ...(asked.where ? { where: asked.where } : {}),
      ...(asked.search ? { search: asked.search } : {}),
      ...(asked.sort ? { sort: asked.sort } : {}),
    },
    targets,
    columns,
    rows,
    groupOf,
    count: found.data?.pages[0]?.count ?? null,
    loading: found.isPending && !found.error,
    problem: plainOnly || !found.error ? (found.error ?? undefined) : found.error,
    more: () => {
      if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
    },
  };
}

function ListCell({
  first,
  name,
  model,
  field: key,
  row,
}: {
  first: boolean;
  name: string;
  model: Model;
  field: string;
  row: Row;
}) {
  const definitions = useDefinitions();
  const field = fieldAt(definitions, model, key);
  if (!field) return null;
  const shown = (
    <Shown
      name={key.split('.').pop() ?? key}
      field={field}
      value={row[key]}
      row={key.includes('.') ? undefined : row}
      plain={first || isFile(field)}
    />
  );
  if (!first || model.kind !== 'record') return shown;
  return (
    <Link className="anchor strong" to={pathOf(name, model, row)}>
      {shown}
    </Link>
  );
}

function Count({ count }: { count: number | null }) {
  const say = useSay();
  if (count === null) return null;
  const more = count > 10_000;
  return (
    <span className="count" data-testid="count">
      {say(more ? texts.countMore : texts.count, { count: more ? '10,000' : count.toLocaleString('en') })}
    </span>
  );
}

function Quick({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const say = useSay();
  return (
    <Input.Search
      key={value}
      className="quick"
      allowClear
      defaultValue={value}
      placeholder={say(texts.quick)}
      aria-label={say(texts.quick)}
      onSearch={(text) => onSearch(text.trim())}
      data-testid="quick"
    />
  );
}

function NoRows({
  name,
  model,
  filtered,
  onClear,
}: {
  name: string;
  model: Model;
  filtered: boolean;
  onClear: () => void;
}) {
  const say = useSay();
  const values = { model: say(model.label) };
  if (filtered) {
    return (
      <EmptyState
        title={say(texts.emptyFiltered, values)}
        text={say(texts.emptyFilteredText)}
        action={<Button onClick={onClear}>{say(texts.clearFilter)}</Button>}
      />
    );
  }
  const may = model.may.create.length > 0;
  return (
    <EmptyState
      title={say(texts.emptyTitle, values)}
      text={say(model.note) || say(may ? texts.emptyCreate : texts.emptyAuto)}
      action={
        may && (
          <Link to={`/m/${name}/new`}>
            <Button type="primary">{say(common.create)}</Button>
          </Link>
        )
      }
    />
  );
}
