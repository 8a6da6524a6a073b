/** What a form sends: only what differs, links as identities, lines by their identity, removed ones said so. */
import { kindOf, type Definitions, type Field, type Model } from '../../api/definitions';
import type { Row, Value } from '../../api/records';
import { isFile } from '../file/value';
import { asLink } from '../show';

/** A value as the API takes it. */
export function plainValue(field: Field, value: Value): Value {
  if (value === undefined || value === '') return null;
  if (Array.isArray(value) && kindOf(field) === 'links') return value.map((each) => asLink(each)?.id ?? each);
  const link = isFile(field) ? undefined : asLink(value);
  if (!link) return value;
  return field.to === 'any' && link.model ? [link.model, link.id] : link.id;
}

const same = (one: Value, other: Value): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** The fields and lines that differ from the record as it was read; of a new record, all that is filled. */
export function changedValues(
  model: Model,
  definitions: Definitions | undefined,
  keys: string[],
  values: Record<string, Value>,
  row?: Row,
): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const key of keys) {
    const field = model.fields[key];
    if (!field) continue;
    if (kindOf(field) === 'lines') {
      const fields = definitions?.models[field.of ?? '']?.fields ?? field.fields ?? {};
      const lines = changedLines(
        fields,
        (values[key] as Record<string, Value>[] | undefined) ?? [],
        (row?.[key] as Record<string, Value>[] | undefined) ?? [],
      );
      if (lines.length > 0) found[key] = lines as Value;
      continue;
    }
    const now = plainValue(field, values[key]);
    if (row ? !same(now, plainValue(field, row[key])) : now !== null) found[key] = now;
  }
  return found;
}

function changedLines(
  fields: Record<string, Field>,
  lines: Record<string, Value>[],
  before: Record<string, Value>[],
): Record<string, Value>[] {
  const known = new Map(before.map((line) => [line['id'], line]));
  const found: Record<string, Value>[] = [];
  for (const line of lines) {
    const old = known.get(line['id']);
    const own: Record<string, Value> = {};
    for (const [key, field] of Object.entries(fields)) {
      if (field.readonly || kindOf(field) === 'lines') continue;
      const now = plainValue(field, line[key]);
      if (old ? !same(now, plainValue(field, old[key])) : now !== null) own[key] = now;
    }
    if (old && Object.keys(own).length > 0) found.push({ ...own, id: line['id'] });
    if (!old && Object.keys(own).length > 0) found.push(own);
  }
  const kept = new Set(lines.map((line) => line['id']));
  for (const line of before) if (!kept.has(line['id'])) found.push({ id: line['id'], _delete: true });
  return found;
}
