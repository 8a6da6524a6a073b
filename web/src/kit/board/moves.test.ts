import { describe, expect, it } from 'vitest';
import type { Model } from '../../api/definitions';
import { columnsOf, stepTo } from './moves';

const label = { zh: '', en: '' };
const model = {
  app: 'x',
  kind: 'record',
  label,
  title: 'number',
  line_of: null,
  number: true,
  fields: {},
  list: [],
  form: [],
  may: { create: [], write: [], steps: ['contain', 'close'], delete: false, import: false, export: false },
  states: {
    initial: 'open',
    labels: { open: label, contained: label, closed: label, cancelled: label },
    steps: { open: ['contain', 'cancel'], contained: ['close'], closed: [], cancelled: [] },
    leads: { open: { contain: 'contained', cancel: 'cancelled' }, contained: { close: 'closed' } },
  },
  steps: {
    contain: { label, inputs: {}, sign: null },
    close: { label, inputs: {}, sign: null },
    cancel: { label, inputs: {}, sign: null },
  },
} as unknown as Model;

describe('a card', () => {
  it('moves where a step leads that this user may take', () => {
    expect(stepTo(model, 'open', 'contained')).toBe('contain');
    expect(stepTo(model, 'contained', 'closed')).toBe('close');
  });
  it('moves nowhere else', () => {
    expect(stepTo(model, 'open', 'closed')).toBeUndefined();
    expect(stepTo(model, 'open', 'cancelled')).toBeUndefined();
    expect(stepTo(model, 'closed', 'open')).toBeUndefined();
  });
});

it('a board has a column for each state that goes on, and for an end only where something lies', () => {
  expect(columnsOf(model, new Map())).toEqual(['open', 'contained']);
  expect(columnsOf(model, new Map([['closed', 2]]))).toEqual(['open', 'contained', 'closed']);
});
