import { expect, test } from 'vitest';
import type { Row } from '../../api/records';
import { namesOf } from './names';

const row = (values: Record<string, string | null>): Row => ({ id: values['code'] ?? '', version: 1, ...values });

test('a unit is called by its name in each language', () => {
  expect(namesOf([row({ code: 'pcs', name_zh: '件', name_en: 'piece' })])).toEqual({ pcs: { zh: '件', en: 'piece' } });
});

test('a unit without a name keeps its code', () => {
  expect(namesOf([row({ code: 'mm', name_zh: '毫米', name_en: null })])).toEqual({ mm: { zh: '毫米', en: 'mm' } });
});
