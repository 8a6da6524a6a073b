import { expect, it } from 'vitest';
import { before, periodOf } from './period';

const today = new Date(2026, 0, 31);

it('are whole months, over the turn of the year and the short February', () => {
  expect(periodOf('month', today)).toEqual({ from: '2026-01-01', to: '2026-01-31' });
  expect(periodOf('last_month', today)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(periodOf('quarter', today)).toEqual({ from: '2025-11-01', to: '2026-01-31' });
  expect(periodOf('year', today)).toEqual({ from: '2025-02-01', to: '2026-01-31' });
});

it('are compared with the period of the same kind before them', () => {
  expect(before('month', today)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(before('last_month', today)).toEqual({ from: '2025-11-01', to: '2025-11-30' });
  expect(before('year', today)).toEqual({ from: '2024-02-01', to: '2025-01-31' });
});
