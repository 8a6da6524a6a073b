/** What the expressions of a form see: its values as they are typed, records behind links, user, settings, time. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask } from '../../api/served';
import { kindOf, type Definitions, type Expression, type Field, type Model, type Tree } from '../../api/definitions';
import { keys, useDefinitions, useSession, type Session } from '../../api/queries';
import { records, type Row, type Value as Raw } from '../../api/records';
import { Day, dayOf, Instant, instantOf, ordinalOf, spanOf } from '../expression/dates';
import { Exact } from '../expression/decimals';
import { evaluate, pathsOf } from '../expression/evaluate';
import { Fault, isNumber, type Context, type Environment, type Value } from '../expression/values';
import { dayText, instantText, secondsOf, Span } from '../expression/dates';
import { shown } from '../expression/decimals';
import { systemFields } from '../fields';
import { asLink } from '../show';

/** A value of the API as a value of the language. */
export function inward(field: Field, raw: Raw): Value {
  if (raw === null || raw === undefined || raw === '') return null;
  switch (kindOf(field)) {
    case 'integer':
    case 'decimal':
    case 'number':
    case 'quantity':
    case 'money':
    case 'percent':
      return new Exact(String(raw));
    case 'date':
      return dayOf(String(raw));
    case 'datetime':
      return instantOf(String(raw));
    case 'duration':
      return spanOf(new Exact(String(raw)));
    case 'link':
    case 'user':
      return asLink(raw)?.id ?? String(raw);
    case 'links':
    case 'choices':
      return Array.isArray(raw) ? raw.map((each) => asLink(each)?.id ?? String(each)) : null;
    case 'boolean':
      return raw === true;
    default:
      return typeof raw === 'string' || typeof raw === 'boolean' ? raw : JSON.stringify(raw);
  }
}

/** A value of the language as the API writes it. */
export function outward(value: Value): Raw {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (isNumber(value)) return shown(value);
  if (value instanceof Day) return dayText(value);
  if (value instanceof Instant) return instantText(value);
  if (value instanceof Span) return shown(secondsOf(value));
  return value.map(outward);
}

export interface Surroundings {
  definitions: Definitions | undefined;
  session: Session | undefined;
  settings: Record<string, Raw>;
  /** Records behind links, by identity. */
  linked: Record<string, Row>;
}

/** The environment over the values of a record of a model; inside lines `parent` is the record. */
export function environment(
  fields: Record<string, Field>,
  values: Record<string, Raw>,
  around: Surroundings,
  parent?: Environment,
  parentKey?: string | null,
): Environment {
  const value = (names: readonly string[]): Value => {
    const [first = '', ...rest] = names;
    if (first === 'this') return rest.length > 0 ? (parent ?? own).value(rest) : String(values['id'] ?? '');
    if (first === 'user') return ofUser(rest, around.session);
    if (first === 'setting') return inwardPlain(around.settings[rest[0] ?? '']);
    const field = fields[first];
    if (!field) {
      if (parent) return parent.value(first === parentKey && rest.length > 0 ? rest : names);
      if (first === 'id') return typeof values['id'] === 'string' ? values['id'] : null;
      throw new Fault(`there is no ${first}`);
    }
    if (field.formula && rest.length === 0) return formulaValue(field.formula, own);
    if (rest.length === 0) return inward(field, values[first]);
    return behind(field, values[first], rest, around);
  };
  const own: Environment = {
    value,
    rows: (names) => {
      const [first = '', ...rest] = names[0] === 'this' ? names.slice(1) : names;
      const field = fields[first];
      if (!field || rest.length > 0 || kindOf(field) !== 'lines') return undefined;
      const target = field.of ? around.definitions?.models[field.of] : undefined;
      const inner = field.of ? (target?.fields ?? {}) : (field.fields ?? {});
      const lines = Array.isArray(values[first]) ? (values[first] as Record<string, Raw>[]) : [];
      return lines.map((line) => environment(inner, line, around, own, target?.parent));
    },
    call: (name) => {
      throw new Fault(`${name} is known to the server only`);
    },
  };
  return own;
}

function behind(field: Field, raw: Raw, rest: readonly string[], around: Surroundings): Value {
  const link = asLink(raw);
  const id = link?.id ?? (typeof raw === 'string' ? raw : undefined);
  if (!id) return null;
  const row = around.linked[id];
  const target = field.to ? around.definitions?.models[field.to] : undefined;
  if (!row || !target) throw new Fault('the record behind the link is not read yet');
  return environment({ ...target.fields, ...systemFields(target) }, row, around).value(rest);
}

function ofUser(rest: readonly string[], session: Session | undefined): Value {
  if (!session) throw new Fault('nobody is signed in');
  const [name] = rest;
  if (name === undefined) return session.id;
  if (name === 'name') return session.name;
  if (name === 'sites') return session.sites;
  if (name === 'roles') return session.roles;
  throw new Fault(`a user has no ${name}`);
}

function inwardPlain(raw: Raw): Value {
  if (raw === undefined) throw new Fault('this setting is not known here');
  if (typeof raw === 'number') return new Exact(raw);
  return typeof raw === 'string' || typeof raw === 'boolean' || raw === null ? raw : JSON.stringify(raw);
}

export function contextNow(now: Date = new Date()): Context {
  return {
    now: new Instant(BigInt(now.getTime()) * 1000n),
    today: new Day(ordinalOf({ year: now.getFullYear(), month: now.getMonth() + 1, day: now.getDate() })),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

function formulaValue(formula: Expression, env: Environment): Value {
  return evaluate(formula.tree, env, contextNow());
}

/** The value of an expression, undefined where only the server can tell. */
export function tried(expression: Expression | undefined, env: Environment): Value | undefined {
  if (!expression) return undefined;
  try {
    return evaluate(expression.tree, env, contextNow());
  } catch (error) {
    if (error instanceof Fault || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Why a formula has no value here, as the evaluation says it; undefined where it has one, or only the server can tell. */
export function whyEmpty(formula: Expression | undefined, env: Environment): string | undefined {
  if (!formula) return undefined;
  let why: string | undefined;
  try {
    const value = evaluate(formula.tree, env, { ...contextNow(), notice: (code) => (why = code) });
    return value === null ? why : undefined;
  } catch (error) {
    if (error instanceof Fault || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether a condition holds; `otherwise` where only the server can tell. */
export function holdsHere(expression: Expression | undefined, env: Environment, otherwise: boolean): boolean {
  const value = tried(expression, env);
  return value === undefined ? otherwise : value === true;
}

/** How many decimals a number may have where it has more: those of its field, or of the currency it is in. */
export function tooFine(field: Field, value: Raw, env: Environment): number | undefined {
  if (field.formula || !['decimal', 'quantity', 'money'].includes(kindOf(field)) || typeof value !== 'string') return;
  const told = field.decimals === undefined ? tried(field.places, env) : undefined;
  const allowed = field.decimals ?? (told && isNumber(told) ? told.toNumber() : undefined);
  const digits = /\.([0-9]*?)0*$/.exec(value)?.[1]?.length ?? 0;
  return allowed !== undefined && digits > allowed ? allowed : undefined;
}

/** The links whose records the expressions of a model look into. */
export function linksRead(model: Model): string[] {
  const found = new Set<string>();
  const look = (tree: Tree | undefined) => {
    for (const names of tree ? pathsOf(tree) : []) {
      const first = names[0] === 'this' ? names[1] : names[0];
      if (names.length > 1 && first && model.fields[first]?.to) found.add(first);
    }
  };
  for (const field of Object.values(model.fields))
    [field.formula, field.default, field.required_if, field.places].forEach((each) => look(each?.tree));
  const placed = (places: Model['form']): void =>
    places.forEach((place) => {
      [place.visible, place.required, place.readonly, place.text].forEach((each) => look(each?.tree));
      placed(place.rows ?? []);
    });
  placed(model.form);
  for (const [key, field] of Object.entries(model.fields)) if (field.unit?.startsWith(`${key}.`)) found.add(key);
  for (const field of Object.values(model.fields)) {
    const owner = field.unit?.includes('.') ? field.unit.split('.')[0] : undefined;
    if (owner && model.fields[owner]?.to) found.add(owner);
  }
  return [...found];
}

/** The environment of a form, with the records behind its links read as they are chosen. */
export function useEnvironment(
  model: Model,
  values: Record<string, Raw>,
): { env: Environment; linked: Record<string, Row> } {
  const definitions = useDefinitions();
  const session = useSession();
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: () => ask('GET', 'settings') as Promise<{ rows: { key: string; value: Raw }[] }>,
    staleTime: 60_000,
  });
  const wanted = linksRead(model).flatMap((key) => {
    const id = asLink(values[key])?.id ?? values[key];
    const to = model.fields[key]?.to;
    return typeof id === 'string' && to && definitions?.models[to] ? [{ to, id }] : [];
  });
  const found = useQueries({
    queries: wanted.map(({ to, id }) => ({
      queryKey: keys.record(to, id),
      queryFn: () => records.get(to, id),
      staleTime: 30_000,
      retry: false,
    })),
  });
  const rows = found.map((each) => each.data);
  const signature = rows.map((row) => `${row?.id ?? ''}.${row?.version ?? ''}`).join();
  return useMemo(() => {
    const linked = Object.fromEntries(rows.filter((row) => row !== undefined).map((row) => [row.id, row]));
    const known = Object.fromEntries((settings.data?.rows ?? []).map((row) => [row.key, row.value]));
    const around = { definitions, session, settings: known, linked };
    return { env: environment({ ...model.fields, ...systemFields(model) }, values, around), linked };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the rows are followed by their signature
  }, [model, values, definitions, session, settings.data, signature]);
}
