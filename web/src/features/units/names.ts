import type { Row } from '../../api/records';
import type { UnitNames } from '../../kit/unit';

/** The names of units by their code; a unit without a name in one language keeps its code there. */
export function namesOf(rows: readonly Row[]): UnitNames {
  return Object.fromEntries(
    rows.map((row) => {
      const code = String(row['code'] ?? '');
      return [code, { zh: String(row['name_zh'] || code), en: String(row['name_en'] || code) }];
    }),
  );
}
