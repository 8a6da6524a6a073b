/** Numbers and units as the reader's country writes them; exact decimals stay texts throughout. */
import Decimal from 'decimal.js';
import type { Language } from '../api/definitions';

export const NONE = '—';

/** `1234567.50` as `1,234,567.5`; with decimals given, rounded half up and padded to them. */
export function grouped(value: string | number, decimals?: number): string {
  let exact: Decimal;
  try {
    exact = new Decimal(value);
  } catch {
    return String(value);
  }
  if (!exact.isFinite()) return String(value);
  const text = decimals === undefined ? exact.toFixed() : exact.toFixed(decimals, Decimal.ROUND_HALF_UP);
  const [whole = '0', fraction] = text.split('.');
  const shown = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction ? `${shown}.${fraction}` : shown;
}

/** An amount with two decimals; a price that may have more shows those it has. */
export function money(value: string | number, most = 2): string {
  const digits = /\.([0-9]*?)0*$/.exec(String(value))?.[1]?.length ?? 0;
  return grouped(value, Math.min(most, Math.max(2, digits)));
}

const STEPS: Record<Language, [string, string][]> = {
  zh: [
    ['1e8', '亿'],
    ['1e4', '万'],
  ],
  en: [
    ['1e9', 'B'],
    ['1e6', 'M'],
    ['1e4', 'k'],
  ],
};

/** A large figure for a tile: 12.3 万, 1.24 亿; thousands in English. Below 10,000 the figure itself. */
export function compact(value: string | number, language: Language): string {
  const exact = new Decimal(value);
  for (const [from, word] of STEPS[language]) {
    if (exact.abs().gte(from)) {
      const unit = language === 'en' && word === 'k' ? '1e3' : from;
      return `${grouped(exact.div(unit).toSignificantDigits(3, Decimal.ROUND_HALF_UP).toFixed())}${language === 'zh' ? ' ' : ''}${word}`;
    }
  }
  return grouped(exact.toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed());
}

export function percent(value: string | number): string {
  return `${grouped(new Decimal(value).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed())}%`;
}

export * from './times';
