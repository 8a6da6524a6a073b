/** A size in bytes with the unit a person reads it in: 33.4 MB. */
import { grouped } from '../../kit/format';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(size: number): string {
  let rest = size;
  let unit = 0;
  while (rest >= 999.5 && unit < UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${grouped(unit === 0 || rest >= 99.95 ? Math.round(rest) : rest.toFixed(1))} ${UNITS[unit] ?? ''}`;
}
