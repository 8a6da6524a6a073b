import { expect, test } from 'vitest';
import type { Field } from '../api/definitions';
import type { Row } from '../api/records';
import { environment, whyEmpty } from './form/env';
import { noticeLines, REASONS } from './notices';

const number = { type: 'decimal', label: { zh: '数', en: 'Number' } } as Field;
const share = {
  ...number,
  formula: {
    tree: {
      node: 'chain',
      operators: ['/'],
      operands: [
        { node: 'path', segments: [{ name: 'part' }] },
        { node: 'path', segments: [{ name: 'whole' }] },
      ],
    },
  },
} as unknown as Field;
const around = { definitions: undefined, session: undefined, settings: {}, linked: {} };
const env = (whole: string | null) => environment({ part: number, whole: number, share }, { part: '1', whole }, around);

test('a formula divided by zero says why it is empty; one that waits for a value, or has one, says nothing', () => {
  expect(whyEmpty(share.formula, env('0'))).toBe('division_by_zero');
  expect(REASONS['division_by_zero']?.zh).toBe('除数为零，结果留空');
  expect(whyEmpty(share.formula, env(null))).toBeUndefined();
  expect(whyEmpty(share.formula, env('2'))).toBeUndefined();
});

test('the notices of a saved record name field and reason, those of a line also the line', () => {
  const saved = {
    id: '1',
    notices: [
      { code: 'division_by_zero', field: 'share', label: '占比', text: '除数为零，结果留空' },
      { code: 'division_by_zero', field: 'lines.1.share', label: '占比', text: '除数为零，结果留空' },
    ],
  } as unknown as Row;
  expect(noticeLines(saved, (line) => `第 ${line} 行 `)).toEqual([
    '占比: 除数为零，结果留空',
    '第 2 行 占比: 除数为零，结果留空',
  ]);
  expect(noticeLines({ id: '2' }, String)).toEqual([]);
});
