import { expect, test } from 'vitest';
import { against, daysBetween, plantToday } from './days';

test('days are counted over the ends of months', () => {
  expect(daysBetween('2026-11-28', '2026-12-02')).toBe(4);
  expect(daysBetween('2026-12-02', '2026-11-28')).toBe(-4);
});

test('an open answer is judged by today', () => {
  expect(against('2026-11-28', null, '2026-11-30')).toEqual({ kind: 'late', days: 2 });
  expect(against('2026-11-30', null, '2026-11-30')).toEqual({ kind: 'today' });
  expect(against('2026-12-05', null, '2026-11-30')).toEqual({ kind: 'left', days: 5 });
});

test('an answer that came is judged by its own date, however long ago', () => {
  expect(against('2026-11-28', '2026-11-28', '2027-01-01')).toEqual({ kind: 'inTime' });
  expect(against('2026-11-28', '2026-12-01', '2027-01-01')).toEqual({ kind: 'late', days: 3 });
});

test('the day at the plant begins eight hours before that of Greenwich', () => {
  expect(plantToday(new Date('2026-11-30T17:00:00Z'))).toBe('2026-12-01');
});
