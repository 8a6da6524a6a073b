/** Dates, instants and durations as the reader's country writes them. */
import type { Language } from '../api/definitions';

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
