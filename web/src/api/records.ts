/** Records of any model: their shape is known at run time only, so one client serves all. */
import { call, download, type Act } from './client';
import type { Served } from './served';

export type Value = string | number | boolean | null | undefined | Value[] | { [key: string]: Value };

export interface Link {
  id: string;
  number?: string | null;
  label?: string | null;
  model?: string;
}

export interface Row {
  id: string;
  version?: number;
  state?: string;
  number?: string;
  [key: string]: Value;
}

export type Where = { field: string; op: string; value?: Value } | { and: Where[] } | { or: Where[] } | { not: Where };

export interface Asked {
  where?: Where;
  sort?: string;
  fields?: string;
  search?: string;
  limit?: number;
  after?: string;
  count?: 'none' | 'estimate' | 'exact';
}

export interface Page {
  rows: Row[];
  after: string | null;
  count: number | null;
}

export type Change = Served['Trail'];
export type Related = Omit<Served['RelatedGroup'], 'rows'> & { rows: Row[] };

const at = (model: string, name?: string): string =>
  `records/${encodeURIComponent(model)}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;

export const records = {
  list: (model: string, asked: Asked, signal?: AbortSignal): Promise<Page> =>
    call('GET', at(model), {
      query: { ...asked, where: asked.where === undefined ? undefined : JSON.stringify(asked.where) },
      ...(signal ? { signal } : {}),
    }),
  get: (model: string, name: string): Promise<Row> => call('GET', at(model, name)),
  create: (model: string, values: Record<string, unknown>): Promise<Row> => call('POST', at(model), { body: values }),
  createMany: (model: string, rows: Record<string, unknown>[]): Promise<{ rows: Row[] }> =>
    call('POST', at(model), { body: rows }),
  /** `act`: one of several changes that have one reason. */
  change: (model: string, row: Row, values: Record<string, unknown>, act?: Act): Promise<Row> =>
    call('PATCH', at(model, row.id), { body: values, version: row.version ?? 0, ...(act ? { act } : {}) }),
  remove: (model: string, row: Row): Promise<void> => call('DELETE', at(model, row.id), { version: row.version ?? 0 }),
  /** `key` makes a repeat after a lost answer the same step. */
  step: (
    model: string,
    row: Row,
    step: string,
    inputs: Record<string, unknown> = {},
    key?: string,
    act?: Act,
  ): Promise<Row> =>
    call('POST', `${at(model, row.id)}/steps/${step}`, {
      body: inputs,
      version: row.version ?? 0,
      ...(key ? { key } : {}),
      ...(act ? { act } : {}),
    }),
  history: (model: string, name: string): Promise<{ rows: Change[] }> => call('GET', `${at(model, name)}/history`),
  why: (model: string, name: string): Promise<{ rows: Change[] }> => call('GET', `${at(model, name)}/why`),
  related: (model: string, name: string): Promise<{ rows: Related[] }> => call('GET', `${at(model, name)}/related`),
};

/** Call a public verb of an app. */
export function operate<T>(name: string, inputs: Record<string, unknown>): Promise<T> {
  return call<{ result: T }>('POST', `operations/${name}`, { body: inputs }).then((answer) => answer.result);
}

export type ExportAsked = Omit<Served['Export'], 'where'> & { where?: Where };

export function exportRows(asked: ExportAsked): Promise<void> {
  return download('POST', 'exports', { body: asked }, `${asked.model}.${asked.format}`);
}
