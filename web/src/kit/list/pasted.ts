/** A block of cells from a spreadsheet laid over a list: which row and column each cell meets, and what it would change. */
import { kindOf, type Field } from '../../api/definitions';
import type { Row, Value } from '../../api/records';
import { asLink, isNumeric } from '../show';

export interface Target {
  key: string;
  field: Field;
  editable: boolean;
}

export type Fault = 'unreadable' | 'readonly' | 'required' | 'min' | 'max' | 'length';

export interface PastedCell {
  key: string;
  field: Field;
  text: string;
  before: Value;
  /** What it becomes; absent where the cell is at fault. */
  after?: Value;
  fault?: Fault;
  changed: boolean;
}

export interface PastedRow {
  row: Row;
  cells: PastedCell[];
}

export interface Plan {
  rows: PastedRow[];
  /** Rows and columns of the block that meet none of the list. */
  rowsBeyond: number;
  columnsBeyond: number;
}

/** Lay a block over the list, its first cell at a row and a column as they are shown. */
export async function planned(
  cells: string[][],
  rows: readonly Row[],
  columns: readonly Target[],
  parse: (field: Field, text: string) => Promise<Value>,
): Promise<Plan> {
  const found: PastedRow[] = [];
  for (const [at, texts] of cells.slice(0, rows.length).entries()) {
    const row = rows[at] as Row;
    const laid = await Promise.all(
      texts.slice(0, columns.length).map((text, place) => cellOf(columns[place] as Target, row, text, parse)),
    );
    found.push({ row, cells: laid });
  }
  const widest = Math.max(0, ...cells.map((each) => each.length));
  return {
    rows: found,
    rowsBeyond: Math.max(0, cells.length - rows.length),
    columnsBeyond: Math.max(0, widest - columns.length),
  };
}

async function cellOf(
  { key, field, editable }: Target,
  row: Row,
  text: string,
  parse: (field: Field, text: string) => Promise<Value>,
): Promise<PastedCell> {
  const before = row[key];
  const cell = { key, field, text, before };
  const after = await parse(field, text);
  if (after !== undefined && equal(field, before, after)) return { ...cell, after, changed: false };
  // What cannot be changed may stand in the block as long as it says what is there.
  const fault = !editable ? 'readonly' : after === undefined ? 'unreadable' : faultOf(field, after);
  return fault ? { ...cell, fault, changed: false } : { ...cell, after: after as Value, changed: true };
}

/** What a field forbids of a value by itself; the server checks again, and more. */
export function faultOf(field: Field, value: Value): Fault | undefined {
  if (value === null) return field.required || kindOf(field) === 'boolean' ? 'required' : undefined;
  if (field.length !== undefined && typeof value === 'string' && [...value].length > field.length) return 'length';
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (field.min !== undefined && number < Number(field.min)) return 'min';
  if (field.max !== undefined && number > Number(field.max)) return 'max';
  return undefined;
}

/** Whether two values are the same to people: a link by its identity, a number by its worth, a code by its signs. */
export function equal(field: Field, one: Value, other: Value): boolean {
  const [a, b] = [one, other].map((each) => asLink(each)?.id ?? each ?? null);
  return a === b || (isNumeric(field) && a !== null && b !== null && Number(a) === Number(b));
}

/** What is sent for a row, and what undoes it. */
export function changesOf(row: PastedRow): { values: Record<string, Value>; back: Record<string, Value> } {
  const changed = row.cells.filter((each) => each.changed);
  const sent = (value: Value): Value => asLink(value)?.id ?? value ?? null;
  return {
    values: Object.fromEntries(changed.map((each) => [each.key, sent(each.after)])),
    back: Object.fromEntries(changed.map((each) => [each.key, sent(each.before)])),
  };
}

export const isAtFault = (row: PastedRow): boolean => row.cells.some((each) => each.fault !== undefined);
export const isChanged = (row: PastedRow): boolean => row.cells.some((each) => each.changed);

/** Where the cursor goes from an edited cell: along the row, then to the next one; nowhere at the ends of the list. */
export type Move = 'next' | 'previous' | 'down' | 'up';

export function moved(
  at: { row: number; column: number },
  move: Move,
  rows: number,
  columns: number,
): { row: number; column: number } | undefined {
  const step = move === 'next' || move === 'down' ? 1 : -1;
  const next =
    move === 'down' || move === 'up'
      ? { row: at.row + step, column: at.column }
      : at.column + step >= 0 && at.column + step < columns
        ? { row: at.row, column: at.column + step }
        : { row: at.row + step, column: step > 0 ? 0 : columns - 1 };
  return next.row >= 0 && next.row < rows ? next : undefined;
}
