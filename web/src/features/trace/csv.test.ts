import { expect, it } from 'vitest';
import { csvOf } from './csv';

it('keeps texts that a spreadsheet would compute as texts, and numbers as numbers', () => {
  expect(
    csvOf(
      ['a', 'b'],
      [
        ['=1+1', '-5'],
        ['@x', 'say "hi", he'],
      ],
    ),
  ).toBe('a,b\r\n\'=1+1,-5\r\n\'@x,"say ""hi"", he"');
});
