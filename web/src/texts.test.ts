/** Every text in both languages: none empty, Chinese in the Chinese one, none in the English one, the same values in both. */
import { expect, test } from 'vitest';
import type { Text } from './api/definitions';

const modules = import.meta.glob<Record<string, unknown>>('./**/{texts,*.texts,filter}.ts', { eager: true });

function isText(value: unknown): value is Text {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Text).zh === 'string' &&
    typeof (value as Text).en === 'string'
  );
}

function textsIn(value: unknown, path: string): [string, Text][] {
  if (isText(value)) return [[path, value]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, `${path}.${key}`));
}

const all = Object.entries(modules).flatMap(([file, module]) => textsIn(module, file));
const HAN = /\p{Script=Han}/u;
/** What is written alike in both languages, or names the other language. */
const ALIKE = /^[\W\d_]*$|^(English|中文|CSV|Excel|AQL|Ac|Re|n|II|PPM|Cpk|NCR|SCAR|8D|QR|ID|SPC|PDF)\b|language|other$/;
const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();

test('there are texts', () => {
  expect(all.length).toBeGreaterThan(250);
});

test.each(all)('%s', (path, text) => {
  expect(text.zh.trim()).not.toBe('');
  expect(text.en.trim()).not.toBe('');
  expect(values(text.zh)).toEqual(values(text.en));
  const alike = ALIKE.test(path.split('.').pop() ?? '') || ALIKE.test(text.en);
  if (!alike) {
    const zh = text.zh.replace(/\{\w+\}/g, '');
    const en = text.en.replace(/\{\w+\}/g, '');
    expect(HAN.test(zh) || !/[A-Za-z]{2,}/.test(en)).toBe(true);
    expect(HAN.test(text.en)).toBe(false);
  }
});
