import { describe, expect, it } from 'vitest';
import type { Plot, Point } from './data';
import { decimalsOf, optionOf, rangeOf } from './option';

const plot: Plot = {
  kind: 'xbar',
  points: [10, 10.1, 9.9],
  center: [10, 10, 10],
  lower: [8, 8, 8],
  upper: [12, 12, 12],
};
const points = plot.points.map((_, place): Point => ({
  id: String(place),
  place,
  recorded_at: '',
  readings: [],
  excluded: place === 1,
  exclusion_reason: null,
  inspection: { id: '', number: '' },
}));
const colours = { ink: 'ink', soft: 'soft', line: 'line', accent: 'accent', bad: 'bad', muted: 'muted' };
const words = { point: 'n', upper: 'UCL', center: 'CL', lower: 'LCL', rule: (code: string) => code };

describe('the axis', () => {
  it('holds the limits however calm the points are', () => {
    const { min, max } = rangeOf(plot);
    expect(min).toBeLessThan(8);
    expect(max).toBeGreaterThan(12);
  });
  it('has room where nothing varies, and somewhere to be where nothing is', () => {
    expect(rangeOf({ ...plot, points: [5], lower: [5], upper: [5] })).toEqual({ min: 4.6, max: 5.4 });
    expect(rangeOf({ ...plot, points: [], lower: [null], upper: [null] })).toEqual({ min: 0, max: 1 });
  });
});

it('shows as many decimals as the values have, and no more than six', () => {
  expect([[1, 2], [1.25, 2.1], [1 / 3]].map(decimalsOf)).toEqual([0, 2, 6]);
});

it('marks a flagged point by colour and by shape, and one that is left out by another', () => {
  const signals = [{ id: null, plot: 'xbar', place: 2, rule: 'nelson.1', members: [2], side: 1, state: null }];
  const option = optionOf({ plot, points, signals, phases: [], colours, words, decimals: 2, from: 0 });
  const series = option.series as { data: { symbol: string; itemStyle: { color: string } }[] }[];
  const drawn = series[3]?.data.map((each) => [each.symbol, each.itemStyle.color]);
  expect(drawn).toEqual([
    ['circle', 'accent'],
    ['emptyCircle', 'muted'],
    ['triangle', 'bad'],
  ]);
});
