/** A supplier's ratings over time: the newest version of each period, oldest first, and what a score is made of. */
import type { Row } from '../../api/records';

export interface Rated {
  id: string;
  from: string;
  to: string;
  total: number | null;
  grade: string;
  provisional: boolean;
}

export function newestVersions(rows: readonly Row[]): Rated[] {
  const found = new Map<string, { revision: number; rated: Rated }>();
  for (const row of rows) {
    const key = `${String(row['period_from'])} ${String(row['period_to'])}`;
    const revision = Number(row['revision']);
    if ((found.get(key)?.revision ?? -1) >= revision) continue;
    const total = row['total'];
    found.set(key, {
      revision,
      rated: {
        id: row.id,
        from: String(row['period_from']),
        to: String(row['period_to']),
        total: total === null || total === undefined ? null : Number(total),
        grade: String(row['grade']),
        provisional: row['provisional'] === true,
      },
    });
  }
  return [...found.values()].map((each) => each.rated).sort((one, other) => one.to.localeCompare(other.to));
}

export interface Part {
  id: string;
  path: string;
  weight: string | null;
  score: string | null;
  facts: string[];
}

/** The four parts of a total, with the ids of every fact below each. */
export function mainParts(parts: readonly Part[]): Part[] {
  return parts
    .filter((part) => /^total\/[a-z]+$/.test(part.path))
    .map((part) => ({
      ...part,
      facts: [...new Set(parts.filter((each) => each.path.startsWith(`${part.path}/`)).flatMap((each) => each.facts))],
    }));
}
