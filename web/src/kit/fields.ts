/** The fields of a model as screens see them: its own, and those that every record has. */
import type { Definitions, Field, Model, Text } from '../api/definitions';
import { texts } from './texts';

/** Fields that no definition declares but every record has. */
export function systemFields(model: Model): Record<string, Field> {
  const found: Record<string, Field> = {};
  if (model.number) found['number'] = { type: 'code', label: texts.number, readonly: true };
  if (model.states) {
    found['state'] = {
      type: 'choice',
      label: texts.state,
      readonly: true,
      choices: Object.entries(model.states.labels).map(([key, label]) => ({ key, label })),
    };
  }
  if (model.kind === 'record' && !model.line_of) {
    found['created_at'] = { type: 'datetime', label: texts.createdAt, readonly: true };
    found['created_by'] = { type: 'user', label: texts.createdBy, readonly: true };
    found['updated_at'] = { type: 'datetime', label: texts.updatedAt, readonly: true };
    found['updated_by'] = { type: 'user', label: texts.updatedBy, readonly: true };
  }
  return found;
}

/** Every field a list may show, number and state first. */
export function allFields(model: Model): Record<string, Field> {
  const { number, state, ...rest } = systemFields(model);
  return { ...(number ? { number } : {}), ...(state ? { state } : {}), ...model.fields, ...rest };
}

/** A field by its path: `item.name` is the name of what the link leads to. */
export function fieldAt(definitions: Definitions | undefined, model: Model, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.');
  const field = allFields(model)[first];
  if (!field || rest.length === 0) return field;
  const target = field.to ? definitions?.models[field.to] : undefined;
  return target ? fieldAt(definitions, target, rest.join('.')) : undefined;
}

/** The name of a field by its path, such as 物料 · 名称. */
export function labelAt(definitions: Definitions | undefined, model: Model, path: string): Text {
  const parts: Text[] = [];
  let owner: Model | undefined = model;
  for (const name of path.split('.')) {
    const field: Field | undefined = owner ? allFields(owner)[name] : undefined;
    parts.push(field?.label ?? { zh: name, en: name });
    owner = field?.to ? definitions?.models[field.to] : undefined;
  }
  return { zh: parts.map((each) => each.zh).join(' · '), en: parts.map((each) => each.en).join(' · ') };
}

/** What a record is called on a page: number, code or title, never its identity. */
export function nameOf(model: Model, row: Record<string, unknown>): string {
  for (const key of ['number', 'code', model.title, 'name']) {
    const value = row[key];
    if (key !== 'id' && typeof value === 'string' && value) return value;
    if (typeof value === 'object' && value !== null && 'label' in value && typeof value.label === 'string')
      return value.label;
  }
  return '';
}

/** The address of a record: by number or single key where it has one, else by identity. */
export function pathOf(key: string, model: Model, row: Record<string, unknown>): string {
  const name = nameField(model);
  return `/m/${key}/${encodeURIComponent(String((name && row[name]) ?? row['id']))}`;
}

/** The field by whose value a record can be opened. */
export function nameField(model: Model): string | undefined {
  if (model.number) return 'number';
  return model.natural_key?.length === 1 ? model.natural_key[0] : undefined;
}
