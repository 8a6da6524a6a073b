/** Dates of a request against its deadline, in whole days of the calendar. */
const DAY = 86_400_000;

/** Days from one date to another, `2026-11-30` each; negative where the other lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The date at the plant. */
export function plantToday(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now);
}

export type Standing = { kind: 'late' | 'left'; days: number } | { kind: 'today' | 'inTime' };

/** How an answer stands against its deadline: one that is there is judged by its own date, an open one by today's. */
export function against(due: string, answered: string | null, today: string): Standing {
  const days = daysBetween(answered ?? today, due);
  if (days < 0) return { kind: 'late', days: -days };
  if (answered) return { kind: 'inTime' };
  return days === 0 ? { kind: 'today' } : { kind: 'left', days };
}
