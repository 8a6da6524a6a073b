/** The server's fixed routes with the types its document gives them; records of any model go through `records.ts`. */
import { send, type Ask } from './client';
import type { components, paths } from './schema';

/** What the routes answer and take, by the names of the document. */
export type Served = { [Name in keyof Shapes as Name extends `platform.${infer Bare}` ? Bare : never]: Shapes[Name] };
type Shapes = components['schemas'];

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Routes = { [Path in keyof paths as Path extends `/api/v1/${infer Rest}` ? Rest : never]: paths[Path] };
type Operation<M extends Method, P> = P extends keyof Routes
  ? Lowercase<M> extends keyof Routes[P]
    ? Routes[P][Lowercase<M>]
    : never
  : never;
type Known<M extends Method> = {
  [P in keyof Routes]: Operation<M, P> extends { responses: unknown } ? P : never;
}[keyof Routes];

type Json<Answer> = Answer extends { content: { 'application/json': infer Found } } ? Found : undefined;
type Success<Found> = Found extends { 200: infer Answer }
  ? Json<Answer>
  : Found extends { 201: infer Answer }
    ? Json<Answer>
    : Found extends { 202: infer Answer }
      ? Json<Answer>
      : undefined;
/** What a route answers. */
export type Answer<M extends Method, P> = Operation<M, P> extends { responses: infer Found } ? Success<Found> : never;
type Body<M extends Method, P> =
  Operation<M, P> extends { requestBody: { content: infer Content } }
    ? Content extends { 'application/json': infer Taken }
      ? Taken
      : never
    : never;
type InPath<M extends Method, P> = Operation<M, P> extends { parameters: { path: infer Given } } ? Given : undefined;
type InQuery<M extends Method, P> =
  Operation<M, P> extends { parameters: { query?: infer Given } }
    ? { [Name in keyof Given]?: string | number | undefined }
    : never;

type Given<M extends Method, P> = Omit<Ask, 'body' | 'query'> & {
  body?: Body<M, P>;
  query?: InQuery<M, P>;
} & (InPath<M, P> extends undefined ? { path?: undefined } : { path: InPath<M, P> });

/** The address of a route with its names filled in. */
export function filled(route: string, names: Record<string, string> = {}): string {
  return route.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = names[name];
    if (value === undefined) throw new RangeError(`the address ${route} needs a ${name}`);
    return encodeURIComponent(value);
  });
}

/** Ask a fixed route; its path, parameters, body and answer are those of the server's document. */
export async function ask<M extends Method, P extends Known<M>>(
  method: M,
  route: P,
  ...[given]: InPath<M, P> extends undefined ? [given?: Given<M, P>] : [given: Given<M, P>]
): Promise<Answer<M, P>> {
  const { path, ...rest } = (given ?? {}) as Ask & { path?: Record<string, string> };
  const response = await send(method, filled(route, path), rest);
  return (response.status === 204 ? undefined : await response.json()) as Answer<M, P>;
}
