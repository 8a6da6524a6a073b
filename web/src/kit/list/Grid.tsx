/** A table of any length: real rows and cells, only those in sight are drawn; sticky head and first column. */
import { Checkbox } from 'antd';
import {
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import type { Row } from '../../api/records';
import { useSay } from '../language';
import { useHeight } from '../screen';
import { moved, type Move } from './pasted';
import { texts } from './texts';

export interface GridColumn {
  key: string;
  title: string;
  width: number;
  numeric?: boolean;
  sortable?: boolean;
  render: (row: Row) => ReactNode;
  /** Drawn instead of the value while the cell is edited; absent for what cannot be. */
  edit?: (row: Row, done: (move?: Move) => void) => ReactNode;
}

export interface GridProps {
  label: string;
  columns: GridColumn[];
  rows: Row[];
  rowHeight: number;
  sort: string | undefined;
  onSort: (field: string) => void;
  onWidth: (field: string, width: number) => void;
  onOpen?: (row: Row, event: { newTab: boolean }) => void;
  onEnd?: () => void;
  /** The group a row belongs to, where the list is grouped. */
  groupOf?: (row: Row) => { key: string; label: ReactNode } | undefined;
  selected?: ReadonlySet<string>;
  onSelect?: (ids: ReadonlySet<string>) => void;
  nameOf: (row: Row) => string;
  footer?: ReactNode;
}

type Item = { kind: 'row'; row: Row } | { kind: 'group'; key: string; label: ReactNode; count: number };

const OVERSCAN = 8;
const NEAR_END = 30;
const CHECK_WIDTH = 40;
/** So long a second click is waited for, in milliseconds. */
const SECOND_CLICK = 220;

function itemsOf(rows: Row[], groupOf: GridProps['groupOf']): Item[] {
  if (!groupOf) return rows.map((row) => ({ kind: 'row', row }));
  const groups = new Map<string, { label: ReactNode; rows: Row[] }>();
  for (const row of rows) {
    const group = groupOf(row) ?? { key: '', label: '—' };
    const known = groups.get(group.key);
    if (known) known.rows.push(row);
    else groups.set(group.key, { label: group.label, rows: [row] });
  }
  return [...groups].flatMap(([key, group]): Item[] => [
    { kind: 'group', key, label: group.label, count: group.rows.length },
    ...group.rows.map((row): Item => ({ kind: 'row', row })),
  ]);
}

export function Grid(props: GridProps) {
  const { columns, rows, rowHeight, groupOf, selected, onSelect } = props;
  const say = useSay();
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const [top, setTop] = useState(0);
  const height = useHeight(box);
  const items = useMemo(() => itemsOf(rows, groupOf), [rows, groupOf]);
  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = Math.min(items.length, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  const total = columns.reduce((sum, column) => sum + column.width, onSelect ? CHECK_WIDTH : 0);

  const { editing, edit } = useEditing(columns, items, (at) => {
    if (!box) return;
    const place = at * rowHeight;
    const low = box.scrollTop + box.clientHeight - 3 * rowHeight;
    if (place < box.scrollTop || place > low) box.scrollTo({ top: Math.max(0, place - box.clientHeight / 2) });
  });

  function scrolled(element: HTMLDivElement) {
    setTop(element.scrollTop);
    if (element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END * rowHeight) props.onEnd?.();
  }

  const all = rows.length > 0 && rows.every((row) => selected?.has(row.id));
  return (
    <div
      className="grid"
      ref={setBox}
      onScroll={(event) => scrolled(event.currentTarget)}
      tabIndex={0}
      role="region"
      aria-label={props.label}
    >
      <table style={{ width: total, minWidth: '100%' }} aria-rowcount={items.length + 1}>
        <colgroup>
          {onSelect && <col style={{ width: CHECK_WIDTH }} />}
          {columns.map((column) => (
            <col key={column.key} style={{ width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {onSelect && (
              <th scope="col" className="check">
                <Checkbox
                  aria-label={say(texts.selectAll)}
                  checked={all}
                  indeterminate={!all && (selected?.size ?? 0) > 0}
                  onChange={() => onSelect(new Set(all ? [] : rows.map((row) => row.id)))}
                />
              </th>
            )}
            {columns.map((column) => (
              <HeadCell
                key={column.key}
                column={column}
                sort={props.sort}
                onSort={props.onSort}
                onWidth={props.onWidth}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr aria-hidden="true" style={{ height: first * rowHeight }} />}
          {items.slice(first, last).map((item, at) =>
            item.kind === 'group' ? (
              <tr
                key={`group ${item.key}`}
                className="group"
                style={{ height: rowHeight }}
                aria-rowindex={first + at + 2}
              >
                <td colSpan={columns.length + (onSelect ? 1 : 0)}>
                  <span className="group-label">{item.label}</span>{' '}
                  <span className="none">{say(texts.groupCount, { count: item.count })}</span>
                </td>
              </tr>
            ) : (
              <BodyRow
                key={item.row.id}
                {...props}
                row={item.row}
                index={first + at + 2}
                editing={editing?.id === item.row.id ? editing.key : undefined}
                onEdit={(key, move) => {
                  if (!edit(item.row.id, key, move)) box?.focus();
                }}
              />
            ),
          )}
          {last < items.length && <tr aria-hidden="true" style={{ height: (items.length - last) * rowHeight }} />}
        </tbody>
      </table>
      {props.footer}
    </div>
  );
}

/** Which cell is edited, and how the cursor goes from there to the next that can be. */
function useEditing(columns: GridColumn[], items: Item[], onGo: (item: number) => void) {
  const [editing, setEditing] = useState<{ id: string; key: string }>();
  const keys = columns.filter((column) => column.edit).map((column) => column.key);
  /** Begin with a cell, or leave it in a direction; whether a cell is edited then. */
  function edit(id: string, key: string | undefined, move?: Move): boolean {
    if (!move || !key) {
      setEditing(key ? { id, key } : undefined);
      return key !== undefined;
    }
    const rows = items.flatMap((item, at) => (item.kind === 'row' ? [{ id: item.row.id, at }] : []));
    const row = rows.findIndex((each) => each.id === id);
    const next = moved({ row, column: keys.indexOf(key) }, move, rows.length, keys.length);
    const onto = next && rows[next.row];
    setEditing(next && onto ? { id: onto.id, key: keys[next.column] as string } : undefined);
    if (onto) onGo(onto.at);
    return onto !== undefined;
  }
  return { editing, edit };
}

function HeadCell({
  column,
  sort,
  onSort,
  onWidth,
}: {
  column: GridColumn;
  sort: string | undefined;
  onSort: (field: string) => void;
  onWidth: (field: string, width: number) => void;
}) {
  const say = useSay();
  const start = useRef<{ x: number; width: number } | null>(null);
  const direction = sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : undefined;
  const moved = (event: PointerEvent) => {
    if (start.current)
      onWidth(column.key, Math.max(56, Math.round(start.current.width + event.clientX - start.current.x)));
  };
  const keyed = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
    if (step) onWidth(column.key, Math.max(56, column.width + step));
  };
  return (
    <th scope="col" aria-sort={direction} className={column.numeric ? 'numeric' : undefined}>
      {column.sortable ? (
        <button type="button" className="sort" onClick={() => onSort(column.key)} title={column.title}>
          <span>{column.title}</span>
          {direction && <span aria-hidden="true">{direction === 'ascending' ? '▲' : '▼'}</span>}
        </button>
      ) : (
        <span className="sort" title={column.title}>
          <span>{column.title}</span>
        </span>
      )}
      <span
        className="resize"
        role="separator"
        aria-orientation="vertical"
        aria-label={say(texts.resize)}
        aria-valuenow={column.width}
        tabIndex={-1}
        onKeyDown={keyed}
        onPointerDown={(event) => {
          start.current = { x: event.clientX, width: column.width };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={moved}
        onPointerUp={() => (start.current = null)}
      />
    </th>
  );
}

interface BodyProps extends GridProps {
  row: Row;
  index: number;
  editing: string | undefined;
  /** Begin to edit a cell, leave it in a direction, or end without a key. */
  onEdit: (key: string | undefined, move?: Move) => void;
}

function BodyRow(props: BodyProps) {
  const { row, columns, rowHeight, selected, onSelect, onOpen, nameOf, editing, onEdit } = props;
  const say = useSay();
  const opening = useRef<ReturnType<typeof setTimeout>>(undefined);
  const style: CSSProperties = { height: rowHeight };
  const isSelected = selected?.has(row.id) ?? false;

  function toggle() {
    const next = new Set(selected);
    if (isSelected) next.delete(row.id);
    else next.add(row.id);
    onSelect?.(next);
  }

  return (
    <tr
      style={style}
      aria-rowindex={props.index}
      aria-selected={onSelect ? isSelected : undefined}
      className={onOpen ? 'open' : undefined}
      data-testid="row"
      onKeyDown={(event) => {
        const first = columns.find((column) => column.edit);
        if (event.key === 'F2' && first && editing === undefined) onEdit(first.key);
      }}
      onClick={(event) => {
        const at = event.target instanceof Element ? event.target : undefined;
        if (at?.closest('a,button,input,label,.editing,.check') || editing !== undefined) return;
        const newTab = event.ctrlKey || event.metaKey;
        const go = () => {
          if (!window.getSelection()?.toString()) onOpen?.(row, { newTab });
        };
        clearTimeout(opening.current);
        // Over a cell that can be changed a second click may follow: it edits and does not open.
        if (at?.closest('.editable')) opening.current = event.detail > 1 ? undefined : setTimeout(go, SECOND_CLICK);
        else go();
      }}
    >
      {onSelect && (
        <td className="check">
          <Checkbox aria-label={say(texts.select, { name: nameOf(row) })} checked={isSelected} onChange={toggle} />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.key}
          className={
            [column.numeric ? 'numeric' : '', editing === column.key ? 'editing' : '', column.edit ? 'editable' : '']
              .join(' ')
              .trim() || undefined
          }
          onDoubleClick={
            column.edit
              ? () => {
                  window.getSelection()?.removeAllRanges();
                  onEdit(column.key);
                }
              : undefined
          }
          title={column.edit && editing !== column.key ? say(texts.editCell) : undefined}
        >
          {editing === column.key && column.edit
            ? column.edit(row, (move) => onEdit(move ? column.key : undefined, move))
            : column.render(row)}
        </td>
      ))}
    </tr>
  );
}
