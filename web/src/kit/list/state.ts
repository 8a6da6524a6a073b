/** The state of a list as it stands in the address: everything a link to it must carry. */
import type { Where } from '../../api/records';

export interface ListState {
  /** Quick search. */
  q?: string;
  where?: Where;
  /** Comma separated, `-` before a descending field. */
  sort?: string;
  /** Columns, comma separated, in order. */
  fields?: string;
  group?: string;
  density?: 'compact' | 'middle' | 'large';
  widths?: Record<string, number>;
  view?: string;
}

const TEXTS = ['q', 'sort', 'fields', 'group', 'view'] as const;
const DENSITIES = ['compact', 'middle', 'large'] as const;

/** What an address says, with what is no state of a list left out. */
export function listState(raw: Record<string, unknown>): ListState {
  const found: ListState = {};
  for (const key of TEXTS) {
    const value = raw[key];
    if (typeof value === 'string' && value) found[key] = value;
    if (typeof value === 'number') found[key] = String(value);
  }
  if (typeof raw['where'] === 'object' && raw['where'] !== null) found.where = raw['where'] as Where;
  const density = DENSITIES.find((each) => each === raw['density']);
  if (density) found.density = density;
  if (typeof raw['widths'] === 'object' && raw['widths'] !== null)
    found.widths = raw['widths'] as Record<string, number>;
  return found;
}

export const split = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);

/** The next order when a column is pressed: up, down, as it came. */
export function toggledSort(sort: string | undefined, field: string): string | undefined {
  if (sort === field) return `-${field}`;
  return sort === `-${field}` ? undefined : field;
}
