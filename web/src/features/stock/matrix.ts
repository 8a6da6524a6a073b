/** Which movements a quantity in a status may take, for people: open, by authority or role only, or closed. */
import type { Movement } from './data';

export interface Allowed {
  open: string[];
  restricted: string[];
  closed: string[];
}

/** Movements that only the program makes, as a part of another act; they are nothing a person chooses. */
const INNER = new Set(['receive', 'reverse_receipt', 'open', 'relot', 'reclassify', 'reverse_return']);

export function allowedOf(movements: Record<string, Movement>, status: string, held: boolean): Allowed {
  const found: Allowed = { open: [], restricted: [], closed: [] };
  for (const [key, movement] of Object.entries(movements)) {
    if (INNER.has(key)) continue;
    const cell = movement.out[status] ?? 'no';
    if (cell === 'no' || (held && !movement.under_hold)) found.closed.push(key);
    else if (cell === 'yes') found.open.push(key);
    else found.restricted.push(key);
  }
  return found;
}
