/** A control chart as the server computes it: points, limits, phases, signals, capability; the screen judges nothing. */
import { useQuery } from '@tanstack/react-query';
import { useMayOperate } from '../../api/queries';
import { operate } from '../../api/records';
import type { Text } from '../../api/definitions';

export interface Point {
  id: string;
  place: number;
  recorded_at: string;
  readings: number[];
  excluded: boolean;
  exclusion_reason: string | null;
  inspection: { id: string; number: string };
}

export interface Plot {
  kind: string;
  points: (number | null)[];
  center: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
}

export interface Version {
  id: string;
  version_no: number;
  center: number | null;
  sigma: number | null;
  estimator: string | null;
  frozen_at: string;
  reason: string;
  excluded_points: { place: number; reason: string }[];
}

export interface Phase {
  phase: 'I' | 'II';
  from: number;
  to: number;
  version: Version | null;
}

export interface Signal {
  id: string | null;
  number?: string;
  plot: string;
  place: number;
  rule: string;
  members: number[];
  side: number;
  state: string | null;
}

interface Index {
  value: number | null;
  interval: { lower: number | null; upper: number | null } | null;
}

interface Side {
  sigma: number;
  estimator: string;
  indices: Record<'cp' | 'cpk' | 'cpm', Index | null>;
  expected: { below: number | null; above: number | null };
}

export interface Capability {
  error?: { zh: string; en: string };
  n?: number;
  mean?: number;
  within?: Side;
  overall?: Side;
  observed?: { below: number | null; above: number | null };
  in_control?: boolean | null;
  caveats?: (Text & { code: string })[];
}

export interface ChartData {
  chart: { id: string; code: string; name: string; kind: string; subgroup_size: number; state: string };
  specification: { lower: number | null; target: number | null; upper: number | null };
  rules: (Text & { code: string })[];
  points: Point[];
  plots: Plot[];
  phases: Phase[];
  signals: Signal[];
  proposals: { place: number; reason: unknown }[];
  capability: Capability | null;
  caveats: (Text & { code: string })[];
}

export function useChart(id: string | undefined, version: number | undefined) {
  const may = useMayOperate();
  return useQuery({
    queryKey: ['series', 'chart', id, version],
    queryFn: () => operate<ChartData>('quality.chart_data', { chart: id }),
    enabled: id !== undefined && (may?.('quality.chart_data') ?? false),
  });
}
