import { expect, it } from 'vitest';
import { mainParts, newestVersions } from './ratings';

const row = (to: string, revision: number, total: string | null) => ({
  id: `${to} ${revision}`,
  period_from: '2026-01-01',
  period_to: to,
  revision,
  total,
  grade: 'A',
  provisional: false,
});

it('shows the newest version of each period, oldest period first', () => {
  const found = newestVersions([row('2026-06-30', 1, '80'), row('2026-03-31', 2, '70'), row('2026-03-31', 1, '60')]);
  expect(found.map((each) => [each.to, each.total])).toEqual([
    ['2026-03-31', 70],
    ['2026-06-30', 80],
  ]);
});

it('keeps a period without activity as not rated, never as nought', () => {
  expect(newestVersions([row('2026-03-31', 1, null)])[0]?.total).toBeNull();
});

it('gathers the facts below each part of a total', () => {
  const part = (path: string, facts: string[] = []) => ({ id: path, path, weight: '1', score: '1', facts });
  const parts = mainParts([
    part('total'),
    part('total/quality'),
    part('total/quality/lots/item:a/lot:1', ['1']),
    part('total/quality/ppm/item:a', ['1', '2']),
    part('total/price', ['9']),
  ]);
  expect(parts.map((each) => [each.path, each.facts])).toEqual([
    ['total/quality', ['1', '2']],
    ['total/price', []],
  ]);
});
