import { expect, test } from 'vitest';
import type { Field } from '../../api/definitions';
import { ofLanguage } from './Facts';

const field = (readonly: boolean) => ({ readonly }) as unknown as Field;

test('what the program wrote in both languages is shown in that of the reader', () => {
  const fields = { note: field(true), note_en: field(true), number: field(true) };
  expect(ofLanguage(['note', 'note_en', 'number'], fields, 'zh')).toEqual(['note', 'number']);
  expect(ofLanguage(['note', 'note_en', 'number'], fields, 'en')).toEqual(['note_en', 'number']);
});

test('what people write themselves is shown in both', () => {
  const fields = { name: field(false), name_en: field(false) };
  expect(ofLanguage(['name', 'name_en'], fields, 'zh')).toEqual(['name', 'name_en']);
});
