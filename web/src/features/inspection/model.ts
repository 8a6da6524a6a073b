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
  /** What Ac and Re are held against. */
  measure?: 'nonconforming_units' | 'nonconformities' | null;
}

/** How often a defect code was found; `id` is that of the line the server has. */
export interface DefectCount {
  id?: string;
  defect: string;
  count: number;
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
  /** All of them, of which a unit can have several; null counts one a unit. */
  nonconformities?: number | null;
  /** Those without a defect code. */
  uncoded?: number | null;
  /** By defect code; undefined where the list of readings did not bring them. */
  defects?: DefectCount[];
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
  /** What is held against Ac and Re: nonconforming units, or nonconformities. */
  counted: number;
  /** How many more of them until the class is rejected. */
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
    nonconformities: (row['nonconformities'] as number | null) ?? null,
    uncoded: (row['uncoded'] as number | null) ?? null,
    ...(Array.isArray(row['defects']) ? { defects: row['defects'].map(defectOf) } : {}),
  };
}

function defectOf(given: unknown): DefectCount {
  const row = given as { id: string; defect: Link | string; count: number };
  return { id: row.id, defect: typeof row.defect === 'string' ? row.defect : row.defect.id, count: row.count };
}

/** What a save sends of defect codes: what stands is changed by its identity, taken away or added. */
export function defectPatch(known: readonly DefectCount[], wanted: readonly DefectCount[]): Record<string, unknown>[] {
  const kept = new Set(wanted.map((each) => each.defect));
  const standing = new Map(known.map((each) => [each.defect, each.id]));
  return [
    ...known.filter((each) => !kept.has(each.defect)).map(({ id }) => ({ id, _delete: true })),
    ...wanted.map(({ defect, count }) => {
      const id = standing.get(defect);
      return id === undefined ? { defect, count } : { id, count };
    }),
  ];
}

/** Nonconformities of so many units: what the codes add up to and those without one, one a unit at least. */
export function severalOf(units: number, defects: readonly DefectCount[], uncoded: number): number {
  return Math.max(
    units,
    defects.reduce((all, each) => all + each.count, uncoded),
  );
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
    let units = 0;
    let several = 0;
    for (const line of own) {
      const given = readings.filter((each) => each.characteristic === line.id && each.refused === undefined);
      if (line.kind === 'variable')
        for (const piece of badSamples(line, given)) {
          pieces.add(piece);
          several += 1;
        }
      else {
        units += tallyOf(line, given).nonconforming;
        several += given.reduce((all, each) => all + (each.nonconformities ?? each.nonconforming ?? 0), 0);
      }
    }
    const nonconforming = pieces.size + units;
    const counted = plan.measure === 'nonconformities' ? several : nonconforming;
    return { ...plan, nonconforming, counted, left: Math.max(0, plan.re - counted) };
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
