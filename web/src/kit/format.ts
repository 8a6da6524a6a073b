/** Numbers, units, dates and durations as the reader's country writes them; exact decimals stay texts throughout. */
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

const two = (value: number): string => String(value).padStart(2, '0');

/** A business date as 2026-11-30, in both languages. */
export function day(value: string): string {
  return value.slice(0, 10);
}

/** An instant in the reader's zone: today as 10:32, this year as 11-30 10:32, else with its year. */
export function instant(value: string, now: Date = new Date()): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const date = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  if (at.toDateString() === now.toDateString()) return time;
  return at.getFullYear() === now.getFullYear() ? `${date} ${time}` : `${at.getFullYear()}-${date} ${time}`;
}

/** An instant in full, for a hover. */
export function fullInstant(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const UNITS: [number, string, string][] = [
  [86_400, '天', 'd'],
  [3_600, '小时', 'h'],
  [60, '分', 'min'],
  [1, '秒', 's'],
];

/** Seconds as 2 天 3 小时, the two largest parts. */
export function duration(seconds: number, language: Language): string {
  const parts: string[] = [];
  let rest = Math.abs(Math.round(seconds));
  for (const [size, zh, en] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${language === 'zh' ? zh : en}`);
  }
  const text = parts.slice(0, 2).join(' ') || `0 ${language === 'zh' ? '秒' : 's'}`;
  return seconds < 0 ? `−${text}` : text;
}

/** How long ago or ahead, in one unit, as people say it. */
export function ago(value: string, language: Language, now: Date = new Date()): string {
  const seconds = (now.getTime() - new Date(value).getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { numeric: 'auto' });
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ];
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return relative.format(-Math.trunc(seconds / size), unit);
  }
  return language === 'zh' ? '刚刚' : 'just now';
}
