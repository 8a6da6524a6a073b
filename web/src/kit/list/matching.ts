/** Everything that matches a list's filter, as it stands now: the rows a step is offered for, each with its version. */
import type { Model } from '../../api/definitions';
import { Problem } from '../../api/problem';
import { records, type Asked, type Row } from '../../api/records';
import { nameField } from '../fields';

/** So many rows are worked on at once at most: more is a job for an import or a rule. */
export const MOST = 5_000;
const PAGE = 500;

export interface Matching {
  rows: Row[];
  /** Whether there are more than are worked on at once. */
  beyond: boolean;
}

/** What a step needs to know of a row: identity, version, state and what it is called. */
export function neededOf(model: Model): string[] {
  const named = [nameField(model), model.title === 'id' || !model.fields[model.title] ? undefined : model.title];
  return ['id', 'version', ...(model.states ? ['state'] : []), ...named.filter((each) => each !== undefined)].filter(
    (each, at, all) => all.indexOf(each) === at,
  );
}

/** Read all pages of a filter; the order is that of the list, so that what is said of the rows is found again there. */
export async function matching(
  name: string,
  model: Model,
  asked: Pick<Asked, 'where' | 'search' | 'sort'>,
  signal: AbortSignal,
  onProgress: (read: number) => void,
  list: typeof records.list = records.list,
): Promise<Matching> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const page = await list(
      name,
      { ...asked, fields: neededOf(model).join(','), limit: PAGE, count: 'none', ...(after ? { after } : {}) },
      signal,
    );
    rows.push(...page.rows);
    onProgress(rows.length);
    after = page.after;
  } while (after && rows.length < MOST);
  return { rows: rows.slice(0, MOST), beyond: after !== null || rows.length > MOST };
}

export type Outcome =
  | { state: 'good'; now?: string; notices?: string[] }
  | { state: 'refused'; message: string }
  | { state: 'unknown'; message: string };

/** What became of a row whose change failed: `stale` are the words for one that somebody changed meanwhile. */
export function outcomeOf(error: unknown, stale: string): Outcome {
  const status = error instanceof Problem ? error.status : undefined;
  const lost = status === 0 || status === 429 || (status ?? 0) >= 500;
  const message = status === 412 ? stale : error instanceof Error ? error.message : String(error);
  return { state: lost ? 'unknown' : 'refused', message };
}

/** How many rows have come to which end. */
export function tally(outcomes: Record<string, Outcome>): { good: number; refused: number; unknown: number } {
  const found = { good: 0, refused: 0, unknown: 0 };
  for (const each of Object.values(outcomes)) found[each.state] += 1;
  return found;
}

/** The rows by state, as many as there are of each, for the preview of a step. */
export function byState(rows: readonly Row[]): [string, number][] {
  const found = new Map<string, number>();
  for (const row of rows) found.set(row.state ?? '', (found.get(row.state ?? '') ?? 0) + 1);
  return [...found];
}

/** The rows worth showing one by one: what went wrong first, then those to come, as many as can be read. */
export function worthShowing(rows: readonly Row[], outcomes: Record<string, Outcome>, most: number): Row[] {
  const wrong = rows.filter((row) => outcomes[row.id] && outcomes[row.id]?.state !== 'good');
  const others = rows.filter((row) => !wrong.includes(row));
  return [...wrong, ...others].slice(0, Math.max(most, wrong.length));
}
