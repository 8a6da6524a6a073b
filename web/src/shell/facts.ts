/** Which facts a line of work shows: what it is about and how much, and until when. */
import { kindOf, type Definitions, type Field, type Model } from '../api/definitions';
import type { WorkGroup } from '../api/work';
import { allFields } from '../kit/fields';
import { defaultColumns } from '../kit/list/columns';
import { isNumeric } from '../kit/show';

const FACTS = 2;
const NARROW: ReadonlySet<string> = new Set(['date', 'datetime', 'time', 'choice', 'boolean']);

/** What the line is about (links that have a name first), one amount, and the date the work is ordered by. */
export function factsOf(
  definitions: Pick<Definitions, 'models'>,
  model: Model,
  group: Pick<WorkGroup, 'sort'>,
): string[] {
  const fields = allFields(model);
  const until = (group.sort ?? []).map((key) => key.replace(/^-/, '')).filter((key) => isDate(fields[key]));
  const listed = defaultColumns(model).filter(
    (key) => key !== 'number' && key !== model.title && key !== 'state' && !isDate(fields[key]),
  );
  const amount = listed.filter((key) => isNumeric(fields[key] as Field)).slice(0, 1);
  const named = listed.filter((key) => isNamed(definitions, fields[key] as Field));
  const rest = listed.filter((key) => !amount.includes(key) && !named.includes(key));
  return [...[...named, ...rest].slice(0, FACTS), ...amount, ...until.slice(0, 1)];
}

function isNamed(definitions: Pick<Definitions, 'models'>, field: Field): boolean {
  const target = kindOf(field) === 'link' && field.to ? definitions.models[field.to] : undefined;
  return target?.fields['name'] !== undefined;
}

/** Numbers, dates and choices keep their width; words give way. */
export function isNarrow(field: Field): boolean {
  return isNumeric(field) || NARROW.has(kindOf(field));
}

/** The width of a fact's column among the lines of one kind of work. */
export function trackOf(field: Field): string {
  return isNarrow(field) ? 'max-content' : 'minmax(0, 1fr)';
}

function isDate(field: Field | undefined): boolean {
  return field !== undefined && ['date', 'datetime'].includes(kindOf(field));
}
