import { describe, expect, it } from 'vitest';
import {
  beyond,
  classTallies,
  defectPatch,
  merged,
  nextSample,
  numberOf,
  severalOf,
  standing,
  tallyOf,
  type Characteristic,
  type ClassPlan,
  type Reading,
} from './model';

const line = (over: Partial<Characteristic> = {}): Characteristic => ({
  id: 'od',
  characteristic: { id: 'c-od', number: 'C-OD', label: 'C-OD' },
  class: 'major',
  kind: 'variable',
  target: 20,
  lower: 19.9,
  upper: 20.1,
  destructive: false,
  sample_size: 5,
  ...over,
});
const plan = (over: Partial<ClassPlan> = {}): ClassPlan => ({
  class: 'major',
  severity: 'normal',
  sampling: 'aql_single',
  level: 'II',
  aql: '1.0',
  letter: 'J',
  n: 80,
  ac: 1,
  re: 2,
  ...over,
});
let made = 0;
const value = (characteristic: string, sample_no: number, given: string): Reading => ({
  id: `r${(made += 1)}`,
  characteristic,
  test: 1,
  sample_no,
  value: given,
  inspected: null,
  nonconforming: null,
});
const count = (characteristic: string, inspected: number, nonconforming: number): Reading => ({
  id: `r${(made += 1)}`,
  characteristic,
  test: 1,
  sample_no: null,
  value: null,
  inspected,
  nonconforming,
});

describe('a typed number', () => {
  it('is read as people and Chinese keyboards write it', () => {
    expect(['20.05', ' 20,05 ', '２０．０５', '.5', '-0.1', '−3'].map(numberOf)).toEqual([
      '20.05',
      '20.05',
      '20.05',
      '0.5',
      '-0.1',
      '-3',
    ]);
  });
  it('is nothing where it is no number', () => {
    expect(['', '-', '1.2.3', 'abc', '1e5', '20.', '9'.repeat(40)].map(numberOf)).toEqual(Array(7).fill(undefined));
  });
});

describe('a measured value', () => {
  it('conforms on its limits and not beyond them', () => {
    expect(['19.9', '20.1', '19.89', '20.11'].map((each) => beyond(each, line()))).toEqual([
      undefined,
      undefined,
      'low',
      'high',
    ]);
  });
  it('has one limit where the other is missing', () => {
    expect(beyond('-500', line({ lower: null }))).toBeUndefined();
    expect(beyond('500', line({ upper: null }))).toBeUndefined();
  });
});

describe('the running count', () => {
  it('counts a piece that fails two characteristics of a class once', () => {
    const lines = [line(), line({ id: 'id', lower: 9, upper: 11 })];
    const readings = [value('od', 1, '25'), value('id', 1, '2'), value('od', 2, '20')];
    expect(classTallies([plan()], lines, readings)[0]).toMatchObject({ nonconforming: 1, left: 1 });
  });
  it('adds what was counted to what was measured', () => {
    const lines = [line(), line({ id: 'look', kind: 'attribute', sample_size: 80 })];
    const readings = [value('od', 1, '25'), count('look', 40, 0), count('look', 40, 1)];
    expect(classTallies([plan()], lines, readings)[0]).toMatchObject({ nonconforming: 2, left: 0 });
    expect(tallyOf(lines[1] as Characteristic, readings)).toEqual({ inspected: 80, nonconforming: 1, size: 80 });
  });
  it('leaves out what the server refused', () => {
    const refused = { ...value('od', 1, '25'), refused: 'the lot was evaluated' };
    expect(tallyOf(line(), [refused])).toEqual({ inspected: 0, nonconforming: 0, size: 5 });
  });
});

describe('what can be done with the lot', () => {
  const lines = [line({ sample_size: 2 })];
  it('is rejection as soon as Re is reached, be the sample complete or not', () => {
    const readings = [value('od', 1, '25')];
    expect(standing(lines, classTallies([plan({ ac: 0, re: 1 })], lines, readings), readings)).toBe('reject');
  });
  it('is judgement when every sample is there, and waiting before', () => {
    const one = [value('od', 1, '20')];
    const two = [...one, value('od', 2, '25')];
    expect(standing(lines, classTallies([plan()], lines, one), one)).toBe('open');
    expect(standing(lines, classTallies([plan()], lines, two), two)).toBe('complete');
  });
});

describe('readings on the device and on the server', () => {
  it('go to the first piece that has none', () => {
    expect(nextSample(line(), [value('od', 1, '20'), value('od', 3, '20')])).toBe(2);
    expect(nextSample(line({ sample_size: 1 }), [value('od', 1, '20')])).toBeUndefined();
  });
  it('are one list, in which a waiting correction stands for what it corrects', () => {
    const known = value('od', 1, '25');
    const corrected = { ...known, value: '20', waiting: true };
    const added = { ...value('od', 2, '20'), waiting: true };
    expect(merged([known], [corrected, added])).toEqual([corrected, added]);
  });
});

describe('a class that counts nonconformities', () => {
  const look = line({ id: 'app', kind: 'attribute', lower: null, upper: null, sample_size: 80 });
  const found = { ...count('app', 80, 2), nonconformities: 5, defects: [{ defect: 'd1', count: 3 }] };

  it('is held against its nonconformities, and one by units against its units', () => {
    expect(classTallies([plan({ ac: 5, re: 6, measure: 'nonconformities' })], [look], [found])[0]).toMatchObject({
      nonconforming: 2,
      counted: 5,
      left: 1,
    });
    expect(classTallies([plan({ ac: 5, re: 6 })], [look], [found])[0]).toMatchObject({ counted: 2, left: 4 });
  });

  it('counts one a unit at least, and what the codes and those without one add up to', () => {
    expect(severalOf(2, [], 0)).toBe(2);
    expect(
      severalOf(
        2,
        [
          { defect: 'd1', count: 3 },
          { defect: 'd2', count: 1 },
        ],
        2,
      ),
    ).toBe(6);
  });

  it('is corrected code by code: changed by identity, taken away, added', () => {
    const known = [
      { id: 'l1', defect: 'd1', count: 3 },
      { id: 'l2', defect: 'd2', count: 1 },
    ];
    const wanted = [
      { id: 'l1', defect: 'd1', count: 4 },
      { defect: 'd3', count: 2 },
    ];
    expect(defectPatch(known, wanted)).toEqual([
      { id: 'l2', _delete: true },
      { id: 'l1', count: 4 },
      { defect: 'd3', count: 2 },
    ]);
  });
});
