import { expect, it } from 'vitest';
import type { Definitions, Field, Tree } from '../../api/definitions';
import { environment, tooFine } from './env';

const label = { zh: '', en: '' };
const text = (value: string): Tree => ({ node: 'text', value, at: 0 });
const places = (...names: string[]) => {
  const currency: Tree = { node: 'path', segments: names.map((name) => ({ name })), at: 0 };
  const among: Tree = { node: 'call', name: 'CONTAINS', arguments: [text('JPY KRW'), currency], at: 0 };
  const digits = (value: string): Tree => ({ node: 'number', value, at: 0 });
  const tree: Tree = { node: 'call', name: 'IF', arguments: [among, digits('0'), digits('2')], at: 0 };
  return { text: '', tree };
};
const currency: Field = { type: 'code', label };
const cost: Field = { type: 'money', label, places: places('currency') };
const charge: Field = { type: 'money', label, places: places('order', 'currency') };
const lines: Field = { type: 'lines', label, of: 'line' };
const definitions = { models: { line: { fields: { charge }, parent: 'order' } } } as unknown as Definitions;

const filled = (code: string) =>
  environment(
    { currency, cost, lines },
    { currency: code, lines: [{ id: 'a', charge: '1.5' }] },
    { definitions, session: undefined, settings: {}, linked: {} },
  );

it.each([
  ['JPY', '18.5', 0],
  ['JPY', '18.0', undefined],
  ['JPY', '18', undefined],
  ['CNY', '18.55', undefined],
  ['CNY', '18.555', 2],
])('an amount of %s has the decimals of its currency: %s', (code, value, allowed) => {
  expect(tooFine(cost, value, filled(code))).toBe(allowed);
});

it('a line looks at the currency of its record', () => {
  const line = filled('JPY').rows(['lines'])?.[0];
  expect(line && tooFine(charge, '1.5', line)).toBe(0);
});

it('decimals of the field go before those of the currency', () => {
  const price: Field = { type: 'money', label, decimals: 6 };
  expect(tooFine(price, '0.1234567', filled('JPY'))).toBe(6);
  expect(tooFine(price, '0.123456', filled('JPY'))).toBeUndefined();
});
