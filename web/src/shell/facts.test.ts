import { expect, test } from 'vitest';
import type { Definitions, Model } from '../api/definitions';
import { factsOf, trackOf } from './facts';

const text = { zh: '名称', en: 'Name' };
const link = (to: string) => ({ type: 'link', to, label: text });
const model = (fields: object, list: string[], title = 'number') =>
  ({ fields, list, title, label: text, number: true }) as unknown as Model;
const definitions = {
  models: {
    item: model({ name: { type: 'text', label: text } }, []),
    lot: model({ code: { type: 'text', label: text } }, []),
  },
} as unknown as Definitions;
const inspection = model(
  {
    item: link('item'),
    lot: link('lot'),
    quantity: { type: 'quantity', label: text },
    opened_on: { type: 'date', label: text },
    due_at: { type: 'datetime', label: text },
    state: { type: 'choice', label: text },
  },
  ['number', 'lot', 'item', 'quantity', 'opened_on', 'due_at', 'state'],
);

test('a line says what has a name first, then how much, then until when', () => {
  expect(factsOf(definitions, inspection, { sort: ['due_at'] })).toEqual(['item', 'lot', 'quantity', 'due_at']);
});

test('a date stands there only when the work is ordered by it', () => {
  expect(factsOf(definitions, inspection, { sort: ['-quantity'] })).toEqual(['item', 'lot', 'quantity']);
});

test('words give way to numbers', () => {
  expect(trackOf(link('item') as never)).toBe('minmax(0, 1fr)');
  expect(trackOf({ type: 'quantity', label: text } as never)).toBe('max-content');
});
