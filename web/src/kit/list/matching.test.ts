import { describe, expect, it } from 'vitest';
import type { Model } from '../../api/definitions';
import { Problem } from '../../api/problem';
import type { Page, Row } from '../../api/records';
import { byState, matching, MOST, neededOf, outcomeOf, tally, worthShowing } from './matching';

const model = {
  number: true,
  title: 'subject',
  natural_key: [],
  fields: { subject: { type: 'text', label: { zh: '主题', en: 'Subject' } } },
  states: { initial: 'draft', labels: {}, steps: {}, leads: {} },
} as unknown as Model;
const row = (at: number, state = 'draft'): Row => ({ id: String(at), version: 1, state });

function pages(total: number) {
  const asked: { after?: string; limit?: number; fields?: string }[] = [];
  const list = async (_name: string, query: { after?: string; limit?: number; fields?: string }): Promise<Page> => {
    asked.push(query);
    const from = Number(query.after ?? 0);
    const to = Math.min(total, from + (query.limit ?? 0));
    const rows = Array.from({ length: to - from }, (_none, at) => row(from + at));
    return { rows, after: to < total ? String(to) : null, count: null };
  };
  return { asked, list };
}

describe('all that match', () => {
  it('are read page after page to the last, with what a step needs', async () => {
    const { asked, list } = pages(1_240);
    const seen: number[] = [];
    const found = await matching('x', model, {}, new AbortController().signal, (read) => seen.push(read), list);
    expect([found.rows.length, found.beyond]).toEqual([1_240, false]);
    expect(seen).toEqual([500, 1_000, 1_240]);
    expect(asked.map((each) => each.after)).toEqual([undefined, '500', '1000']);
    expect(asked[0]?.fields).toBe('id,version,state,number,subject');
  });

  it('are no more than can be worked on at once, and that is said', async () => {
    const found = await matching('x', model, {}, new AbortController().signal, () => undefined, pages(MOST + 1).list);
    expect([found.rows.length, found.beyond]).toEqual([MOST, true]);
    const exact = await matching('x', model, {}, new AbortController().signal, () => undefined, pages(MOST).list);
    expect([exact.rows.length, exact.beyond]).toEqual([MOST, false]);
  });

  it('ask for no field twice', () => {
    const named = { ...model, number: false, natural_key: ['code'], title: 'code', fields: { code: {} } };
    expect(neededOf(named as unknown as Model)).toEqual(['id', 'version', 'state', 'code']);
  });
});

describe('what became of one', () => {
  it('is refused, or unknown where an answer may have been lost; a stale one is told in words', () => {
    expect(outcomeOf(new Problem(412, 'version.stale', '物料 01a2… 已被他人修改'), '已被他人修改')).toEqual({
      state: 'refused',
      message: '已被他人修改',
    });
    for (const status of [0, 429, 503]) expect(outcomeOf(new Problem(status, 'x', '等'), '').state).toBe('unknown');
    expect(outcomeOf(new Problem(409, 'x', '状态不允许'), '')).toEqual({ state: 'refused', message: '状态不允许' });
  });
});

describe('what became of them', () => {
  const rows = [row(1), row(2, 'released'), row(3)];
  it('is counted by end and by state', () => {
    expect(byState(rows)).toEqual([
      ['draft', 2],
      ['released', 1],
    ]);
    expect(tally({ 1: { state: 'good' }, 2: { state: 'refused', message: '' } })).toEqual({
      good: 1,
      refused: 1,
      unknown: 0,
    });
  });

  it('shows what went wrong first, and all of it', () => {
    const outcomes = { 3: { state: 'refused' as const, message: '' }, 2: { state: 'unknown' as const, message: '' } };
    expect(worthShowing(rows, outcomes, 1).map((each) => each.id)).toEqual(['2', '3']);
    expect(worthShowing(rows, {}, 2).map((each) => each.id)).toEqual(['1', '2']);
  });
});
