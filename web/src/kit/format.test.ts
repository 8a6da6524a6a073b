import { describe, expect, test } from 'vitest';
import { ago, compact, duration, grouped, instant, money, percent } from './format';

describe('numbers', () => {
  test.each([
    ['1.5', undefined, '1.50'],
    ['1.005', undefined, '1.01'],
    ['0.010250', 6, '0.01025'],
    ['1200', 6, '1,200.00'],
    ['98', 0, '98'],
  ])('an amount or price of %s with at most %s decimals is %s', (value, most, shown) => {
    expect(money(value, most)).toBe(shown);
  });

  test.each([
    ['1234567.50', undefined, '1,234,567.5'],
    ['1234567.5', 2, '1,234,567.50'],
    ['-0.005', 2, '-0.01'],
    ['99999999999999999.9999999999', undefined, '99,999,999,999,999,999.9999999999'],
    ['0', undefined, '0'],
    ['no number', undefined, 'no number'],
  ])('%s with %s decimals is %s', (value, decimals, shown) => {
    expect(grouped(value, decimals)).toBe(shown);
  });

  test.each([
    ['9999', 'zh', '9,999'],
    ['12345', 'zh', '1.23 万'],
    ['123456789', 'zh', '1.23 亿'],
    ['-45678', 'zh', '-4.57 万'],
    ['12345', 'en', '12.3k'],
    ['2500000', 'en', '2.5M'],
  ] as const)('%s is compact in %s as %s', (value, language, shown) => {
    expect(compact(value, language)).toBe(shown);
  });

  test('a percentage has at most two decimals', () => {
    expect(percent('12.3456')).toBe('12.35%');
  });
});

describe('times', () => {
  const now = new Date(2026, 10, 30, 15, 0);
  test('today is a time, this year a day, another year a date', () => {
    expect(instant(new Date(2026, 10, 30, 10, 32).toISOString(), now)).toBe('10:32');
    expect(instant(new Date(2026, 9, 1, 8, 5).toISOString(), now)).toBe('10-01 08:05');
    expect(instant(new Date(2025, 9, 1, 8, 5).toISOString(), now)).toBe('2025-10-01 08:05');
  });
  test('a duration is told in its two largest parts', () => {
    expect(duration(183_845, 'zh')).toBe('2 天 3 小时');
    expect(duration(-90, 'en')).toBe('−1 min 30 s');
  });
  test('how long ago is told in one unit', () => {
    expect(ago(new Date(2026, 10, 27, 15, 0).toISOString(), 'zh', now)).toBe('3天前');
    expect(ago(now.toISOString(), 'en', now)).toBe('just now');
  });
});
