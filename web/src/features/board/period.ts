/** Periods of the board, and the one before each, of equal kind: a month against the month before. */
export type Kind = 'month' | 'last_month' | 'quarter' | 'year';

export interface Period {
  from: string;
  to: string;
}

const pad = (value: number) => String(value).padStart(2, '0');
const text = (date: Date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

/** Whole months: `count` of them up to and including the one that is `back` months before today's. */
function months(today: Date, back: number, count: number): Period {
  const from = new Date(today.getFullYear(), today.getMonth() - back - count + 1, 1);
  const to = new Date(today.getFullYear(), today.getMonth() - back + 1, 0);
  return { from: text(from), to: text(to) };
}

const SHAPES: Record<Kind, [number, number]> = { month: [0, 1], last_month: [1, 1], quarter: [0, 3], year: [0, 12] };

export function periodOf(kind: Kind, today: Date): Period {
  return months(today, ...SHAPES[kind]);
}

export function before(kind: Kind, today: Date): Period {
  const [back, count] = SHAPES[kind];
  return months(today, back + count, count);
}
