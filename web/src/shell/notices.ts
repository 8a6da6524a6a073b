/** Messages that say the same of one model stand together, the newest first, so that twenty of a kind are one line. */
import type { Notice } from '../api/talk';

export interface Pile {
  key: string;
  /** The newest of them. */
  first: Notice;
  rows: Notice[];
  unread: number;
}

export function piled(rows: readonly Notice[]): Pile[] {
  const piles = new Map<string, Pile>();
  for (const row of rows) {
    const key = `${row.model ?? ''} ${row.text.zh} ${row.text.en}`;
    const pile = piles.get(key) ?? { key, first: row, rows: [], unread: 0 };
    pile.rows.push(row);
    if (!row.read_at) pile.unread += 1;
    piles.set(key, pile);
  }
  return [...piles.values()];
}
