import { describe, expect, it } from 'vitest';
import type { Field } from '../../api/definitions';
import type { Row, Value } from '../../api/records';
import { cellsOf, valueOf } from '../form/paste';
import { changesOf, equal, faultOf, isAtFault, moved, planned, type Target } from './pasted';

const label = { zh: '列', en: 'Column' };
const field = (more: Partial<Field>): Field => ({ type: 'text', label, ...more });
const name: Target = { key: 'name', field: field({ required: true, length: 6 }), editable: true };
const days: Target = { key: 'days', field: field({ type: 'integer', min: '1' }), editable: true };
const code: Target = { key: 'code', field: field({ type: 'code' }), editable: false };
const group: Target = { key: 'group', field: field({ type: 'link', to: 'item_group' }), editable: true };
const rows: Row[] = [
  { id: 'a', version: 1, code: 'A', name: '甲', days: 3, group: { id: 'g1', label: 'RM' } },
  { id: 'b', version: 1, code: 'B', name: '乙', days: 4, group: null },
];
const groups: Record<string, Value> = { RM: { id: 'g1', label: 'RM' }, PR: { id: 'g2', label: 'PR' } };
const parse = async (of: Field, text: string): Promise<Value> =>
  of.type === 'link' && text ? groups[text] : valueOf(of, text);

describe('a block laid over a list', () => {
  it('changes only what it says otherwise, by row and column as they are shown', async () => {
    const plan = await planned(cellsOf('甲\t5\tPR\r\n丙\t4\tRM\r\n'), rows, [name, days, group], parse);
    expect(plan.rows.map(changesOf)).toEqual([
      { values: { days: 5, group: 'g2' }, back: { days: 3, group: 'g1' } },
      { values: { name: '丙', group: 'g1' }, back: { name: '乙', group: null } },
    ]);
    expect([plan.rowsBeyond, plan.columnsBeyond]).toEqual([0, 0]);
  });

  it('says what lies beyond the list and loses none of it silently', async () => {
    const plan = await planned(cellsOf('甲\t3\t多\n乙\t4\n丙\t5'), rows, [name, days], parse);
    expect([plan.rows.length, plan.rowsBeyond, plan.columnsBeyond]).toEqual([2, 1, 1]);
  });

  it('finds each cell that cannot be', async () => {
    const plan = await planned(cellsOf('X\t\t零\tZZ\nB\t一二三四五六七\t0\t'), rows, [code, name, days, group], parse);
    expect(plan.rows.map((each) => each.cells.map((cell) => cell.fault))).toEqual([
      ['readonly', 'required', 'unreadable', 'unreadable'],
      [undefined, 'length', 'min', undefined],
    ]);
    expect(plan.rows.every(isAtFault)).toBe(true);
  });

  it('knows a value again however it is written', () => {
    expect(equal(field({ type: 'decimal' }), '1.50', '1.5')).toBe(true);
    expect(equal(field({ type: 'decimal' }), null, '0')).toBe(false);
    expect(equal(group.field, { id: 'g1', label: 'RM' }, { id: 'g1' })).toBe(true);
    expect(equal(name.field, null, undefined)).toBe(true);
    expect(equal(field({ type: 'code' }), '007', '7')).toBe(false);
    expect(faultOf(field({ type: 'boolean' }), null)).toBe('required');
    expect(faultOf(field({ type: 'decimal', max: '10' }), '10.5')).toBe('max');
  });
});

describe('the way from cell to cell', () => {
  it('goes along the row and on to the next, down and up, and ends with the list', () => {
    expect(moved({ row: 0, column: 0 }, 'next', 2, 2)).toEqual({ row: 0, column: 1 });
    expect(moved({ row: 0, column: 1 }, 'next', 2, 2)).toEqual({ row: 1, column: 0 });
    expect(moved({ row: 1, column: 0 }, 'previous', 2, 2)).toEqual({ row: 0, column: 1 });
    expect(moved({ row: 0, column: 1 }, 'down', 2, 2)).toEqual({ row: 1, column: 1 });
    expect(moved({ row: 1, column: 1 }, 'next', 2, 2)).toBeUndefined();
    expect(moved({ row: 0, column: 1 }, 'up', 2, 2)).toBeUndefined();
  });
});
