/** Which columns a list has, how wide each is at first, and which further fields they need. */
import { kindOf, type Definitions, type Field, type FieldType, type Model } from '../../api/definitions';
import { allFields, fieldAt } from '../fields';

const WIDTHS: Partial<Record<FieldType, number>> = {
  boolean: 76,
  integer: 96,
  date: 112,
  datetime: 132,
  time: 84,
  choice: 108,
  quantity: 120,
  money: 130,
  percent: 92,
  decimal: 116,
  number: 116,
  duration: 110,
  user: 140,
  link: 190,
  code: 140,
  long_text: 280,
  image: 84,
  signature: 84,
};

export function widthOf(key: string, field: Field): number {
  if (key === 'number') return 164;
  if (key.split('.').pop() === 'name') return 180;
  return WIDTHS[kindOf(field)] ?? 160;
}

const NO_COLUMN: ReadonlySet<FieldType> = new Set(['lines', 'json', 'rich_text']);

/** The fields a list can show; lines are read with their record only. */
export function columnKeys(model: Model): string[] {
  return Object.entries(allFields(model))
    .filter(([, field]) => !NO_COLUMN.has(kindOf(field)))
    .map(([key]) => key);
}

/** What a definition lists, else the first fields that say something. */
export function defaultColumns(model: Model): string[] {
  const known = columnKeys(model);
  if (model.list.length > 0) return model.list.filter((key) => known.includes(key));
  return known.filter((key) => !key.startsWith('created_') && !key.startsWith('updated_')).slice(0, 8);
}

/** Fields of linked records, one step away: 物料 · 名称. */
export function linkedKeys(definitions: Definitions | undefined, model: Model): string[] {
  return Object.entries(model.fields).flatMap(([key, field]) => {
    const target = kindOf(field) === 'link' && field.to ? definitions?.models[field.to] : undefined;
    return target
      ? columnKeys(target)
          .filter((each) => !/^(created|updated)_/.test(each))
          .map((each) => `${key}.${each}`)
      : [];
  });
}

const UNSORTED: ReadonlySet<FieldType> = new Set([
  'boolean',
  'choices',
  'links',
  'json',
  'link',
  'user',
  'file',
  'image',
  'signature',
]);

export function isSortable(definitions: Definitions | undefined, model: Model, key: string): boolean {
  const field = fieldAt(definitions, model, key);
  return field !== undefined && !UNSORTED.has(kindOf(field));
}

export const ROW_HEIGHTS = { compact: 32, middle: 36, large: 48 } as const;
