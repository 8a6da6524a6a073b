import { describe, expect, it } from 'vitest';
import { leftOver, proposed } from './decision';

describe('a usage decision', () => {
  it('proposes to scrap what tests used up and to send the rest where the code says', () => {
    expect(proposed('reject', '1000', 5).map(({ action, quantity }) => [action, quantity])).toEqual([
      ['blocked', '995'],
      ['scrap', '5'],
    ]);
    expect(proposed('accept', '12.5', 0).map(({ action, quantity }) => [action, quantity])).toEqual([
      ['unrestricted', '12.5'],
    ]);
    expect(proposed('retest', '1000', 5)).toEqual([]);
  });
  it('never proposes more than remains', () => {
    expect(proposed('reject', '3', 5).map(({ quantity }) => quantity)).toEqual(['3']);
  });
  it('is complete when exactly what remains is distributed', () => {
    const split = (...quantities: string[]) =>
      leftOver(
        '1000',
        quantities.map((quantity, at) => ({ key: String(at), action: 'blocked', quantity })),
      )?.toFixed();
    expect(split('999.9', '0.1')).toBe('0');
    expect(split('400')).toBe('600');
    expect(split('600', '600')).toBe('-200');
    expect([split(''), split('x'), split('0'), split('-5')]).toEqual(Array(4).fill(undefined));
  });
});
