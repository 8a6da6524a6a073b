/** What is pasted from a spreadsheet: cells by tabs and line ends, each read by the type of its field. */
import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { kindOf, type Definitions, type Field } from '../../api/definitions';
import { keys } from '../../api/queries';
import { records, type Value } from '../../api/records';
import { nameField } from '../fields';

/** The cells of a clipboard; quoted cells may hold tabs and line ends, a last empty line is none. */
export function cellsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const plain = text.replace(/\r\n?/g, '\n');
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at] as string;
    if (quoted) {
      if (sign === '"' && plain[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === '\t' || sign === '\n') {
      rows[rows.length - 1]?.push(cell.trim());
      cell = '';
      if (sign === '\n') rows.push([]);
    } else cell += sign;
  }
  rows[rows.length - 1]?.push(cell.trim());
  if (rows.length > 1 && rows[rows.length - 1]?.join('') === '') rows.pop();
  return rows;
}

const TRUE = ['是', '真', 'true', 'yes', 'y', '1', '√', '✓'];
const FALSE = ['否', '假', 'false', 'no', 'n', '0', '×', ''];

/** A cell as a value of a field; undefined where it is none. Links are read by `links`, they need the server. */
export function valueOf(field: Field, text: string): Value {
  if (text === '') return null;
  const kind = kindOf(field);
  const word = text.toLowerCase();
  if (kind === 'boolean') return TRUE.includes(word) ? true : FALSE.includes(word) ? false : undefined;
  if (kind === 'choice') {
    return field.choices?.find(
      (each) => each.key === text || each.label.zh === text || each.label.en.toLowerCase() === word,
    )?.key;
  }
  if (['integer', 'decimal', 'number', 'quantity', 'money', 'percent'].includes(kind)) {
    const digits = text.replace(/[,，\s¥￥%]/g, '').replace('−', '-');
    if (!/^-?(\d+\.?\d*|\.\d+)$/.test(digits)) return undefined;
    return kind === 'integer' || kind === 'number' ? Number(digits) : digits;
  }
  if (kind === 'date') {
    const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
    return found
      ? `${found[1]}-${(found[2] as string).padStart(2, '0')}-${(found[3] as string).padStart(2, '0')}`
      : undefined;
  }
  return text;
}

/** A reader of cells that finds links by number, code or name. */
export function useParser(): (field: Field, text: string) => Promise<Value> {
  const client = useQueryClient();
  return useCallback(
    async (field, text) => {
      if (text === '' || kindOf(field) !== 'link' || !field.to) return valueOf(field, text);
      const target = client.getQueryData<Definitions>(keys.definitions)?.models[field.to];
      if (!target) return undefined;
      const names = [nameField(target), target.fields['name'] ? 'name' : undefined].filter(
        (each) => each !== undefined,
      );
      if (names.length === 0) return undefined;
      const where = { or: names.map((name) => ({ field: name, op: 'eq', value: text })) };
      const found = await records.list(field.to, { where, limit: 2, fields: ['id', ...names].join(',') });
      const row = found.rows.length === 1 ? found.rows[0] : undefined;
      if (!row) return undefined;
      return {
        id: row.id,
        label: String(row[names[0] as string] ?? text),
        number: String(row[names[0] as string] ?? text),
      };
    },
    [client],
  );
}
