/** What an inspector's entries amount to, before the server judges them: the same counting, shown while he works. */
import Decimal from 'decimal.js';
import type { Link, Row } from '../../api/records';

export interface Characteristic {
  id: string;
  characteristic: Link;
  class: string;
  kind: 'variable' | 'attribute';
  target: number | null;
  lower: number | null;
  upper: number | null;
  destructive: boolean;
  sample_size: number;
}

export interface ClassPlan {
  class: string;
  severity: string;
  sampling: string;
  level: string | null;
  aql: string | null;
  letter: string | null;
  n: number;
  ac: number;
  re: number;
}

/** One reading or count: of the server, or still waiting to be sent. */
export interface Reading {
  id: string;
  version?: number;
  characteristic: string;
  /** The test it belongs to; the first one where a reading names none. */
  test: number;
  sample_no: number | null;
  value: string | null;
  inspected: number | null;
  nonconforming: number | null;
  /** Not yet confirmed by the server. */
  waiting?: boolean;
  /** Why the server refused it. */
  refused?: string;
}

export interface Tally {
  inspected: number;
  nonconforming: number;
  size: number;
}

export interface ClassTally extends ClassPlan {
  nonconforming: number;
  /** How many more nonconforming units until the class is rejected. */
  left: number;
}

export type Side = 'low' | 'high' | undefined;

/** Which limit a value is beyond; a value on a limit conforms. */
export function beyond(value: string, line: Characteristic): Side {
  const exact = new Decimal(value);
  if (line.lower !== null && exact.lt(line.lower)) return 'low';
  if (line.upper !== null && exact.gt(line.upper)) return 'high';
  return undefined;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

/** The number a person typed or pasted: a comma or full-width figures as Chinese keyboards give them; undefined if none. */
export function numberOf(text: string): string | undefined {
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^[−–]/, '-')
    .replace(/[,。]/, '.')
    .replace(/^(-?)\./, '$10.');
  return NUMBER.test(plain) && plain.length <= 20 ? plain : undefined;
}

export function readingOf(row: Row): Reading {
  // A list answers with the link's words, a save with its identity.
  const link = row['characteristic'] as unknown as Link | string;
  const value = row['value'];
  return {
    id: row.id,
    ...(row.version === undefined ? {} : { version: row.version }),
    characteristic: typeof link === 'string' ? link : link.id,
    test: Number(row['test_no'] ?? 1),
    sample_no: (row['sample_no'] as number | null) ?? null,
    value: value === null || value === undefined ? null : String(value),
    inspected: (row['inspected'] as number | null) ?? null,
    nonconforming: (row['nonconforming'] as number | null) ?? null,
  };
}

/** What counts of one characteristic: the last reading of each sample, the sum of its counts. */
export function tallyOf(line: Characteristic, readings: readonly Reading[]): Tally {
  const own = readings.filter((each) => each.characteristic === line.id && each.refused === undefined);
  if (line.kind === 'variable') {
    const bad = badSamples(line, own);
    return {
      inspected: new Set(own.map((each) => each.sample_no)).size,
      nonconforming: bad.size,
      size: line.sample_size,
    };
  }
  const sum = (key: 'inspected' | 'nonconforming') => own.reduce((all, each) => all + (each[key] ?? 0), 0);
  return { inspected: sum('inspected'), nonconforming: sum('nonconforming'), size: line.sample_size };
}

function badSamples(line: Characteristic, own: readonly Reading[]): Set<number> {
  return new Set(
    own.flatMap((each) =>
      each.value !== null && each.sample_no !== null && beyond(each.value, line) ? [each.sample_no] : [],
    ),
  );
}

/** Nonconforming units of each class: a piece that fails two measured characteristics of a class counts once. */
export function classTallies(
  classes: readonly ClassPlan[],
  lines: readonly Characteristic[],
  readings: readonly Reading[],
): ClassTally[] {
  return classes.map((plan) => {
    const own = lines.filter((line) => line.class === plan.class);
    const pieces = new Set<number>();
    let counted = 0;
    for (const line of own) {
      const given = readings.filter((each) => each.characteristic === line.id && each.refused === undefined);
      if (line.kind === 'variable') for (const piece of badSamples(line, given)) pieces.add(piece);
      else counted += tallyOf(line, given).nonconforming;
    }
    const nonconforming = pieces.size + counted;
    return { ...plan, nonconforming, left: Math.max(0, plan.re - nonconforming) };
  });
}

/** The first piece without a reading, 1-based; undefined when all are measured. */
export function nextSample(line: Characteristic, readings: readonly Reading[]): number | undefined {
  const taken = new Set(readings.filter((each) => each.characteristic === line.id).map((each) => each.sample_no));
  for (let piece = 1; piece <= line.sample_size; piece += 1) if (!taken.has(piece)) return piece;
  return undefined;
}

/** Whether the lot can be judged: every sample is there, or a class has reached its rejection number. */
export function standing(
  lines: readonly Characteristic[],
  classes: readonly ClassTally[],
  readings: readonly Reading[],
): 'reject' | 'complete' | 'open' {
  if (classes.some((each) => each.left === 0)) return 'reject';
  return lines.every((line) => tallyOf(line, readings).inspected >= line.sample_size) ? 'complete' : 'open';
}

/** Readings as the server has them, with what waits on top: a waiting change of a known reading takes its place. */
export function merged(known: readonly Reading[], waiting: readonly Reading[]): Reading[] {
  const changed = new Map(waiting.map((each) => [each.id, each]));
  const kept = known.map((each) => changed.get(each.id) ?? each);
  const ids = new Set(known.map((each) => each.id));
  return [...kept, ...waiting.filter((each) => !ids.has(each.id))];
}
