/** A plot as ECharts draws it: the axis always holds the limits; flagged points differ in colour and in shape. */
import type { EChartsOption } from 'echarts';
import type { Phase, Plot, Point, Signal } from './data';

export interface Colours {
  ink: string;
  soft: string;
  line: string;
  accent: string;
  bad: string;
  muted: string;
}

export interface Words {
  point: string;
  upper: string;
  center: string;
  lower: string;
  rule: (code: string) => string;
}

const last = <T>(values: readonly (T | null)[]): T | null => {
  for (let at = values.length - 1; at >= 0; at -= 1) {
    const value = values[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
};

/** One decimal more than the readings show: limits are seldom round. */
export function decimalsOf(values: readonly (number | null)[]): number {
  const most = Math.max(
    0,
    ...values.slice(0, 200).map((value) => (value === null ? 0 : (String(value).split('.')[1] ?? '').length)),
  );
  return Math.min(6, most);
}

export function rangeOf(plot: Plot): { min: number; max: number } {
  const all = [...plot.points, ...plot.lower, ...plot.upper].filter((value): value is number => value !== null);
  const [least, most] = all.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  if (!Number.isFinite(least)) return { min: 0, max: 1 };
  const room = (most - least || Math.abs(most) || 1) * 0.08;
  return { min: least - room, max: most + room };
}

interface Given {
  plot: Plot;
  points: readonly Point[];
  signals: readonly Signal[];
  phases: readonly Phase[];
  colours: Colours;
  words: Words;
  decimals: number;
  from: number;
}

export function optionOf({ plot, points, signals, phases, colours, words, decimals, from }: Given): EChartsOption {
  const flagged = new Map<number, string[]>();
  for (const signal of signals.filter((each) => each.plot === plot.kind))
    flagged.set(signal.place, [...(flagged.get(signal.place) ?? []), signal.rule]);
  const excluded = new Set(points.filter((point) => point.excluded).map((point) => point.place));
  const places = points.map((point) => point.place + 1);
  const { min, max } = rangeOf(plot);
  const limit = (name: string, data: (number | null)[], dashed: boolean) => ({
    name,
    type: 'line' as const,
    step: 'middle' as const,
    data,
    symbol: 'none',
    silent: true,
    animation: false,
    lineStyle: {
      color: dashed ? colours.bad : colours.soft,
      width: 1,
      type: dashed ? ('dashed' as const) : ('solid' as const),
    },
    endLabel: {
      show: true,
      color: colours.soft,
      formatter: () => {
        const value = last(data);
        return value === null ? '' : `${name} ${value.toFixed(decimals)}`;
      },
    },
  });
  return {
    animation: false,
    grid: { left: 56, right: 96, top: 14, bottom: 26 },
    xAxis: {
      type: 'category',
      data: places,
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.soft },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      min,
      max,
      splitLine: { show: false },
      axisLabel: {
        color: colours.soft,
        // The ends of the axis are where the limits made it end: no round numbers.
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => value.toFixed(Math.max(0, decimals - 1)),
      },
    },
    tooltip: {
      trigger: 'item',
      formatter: (item: unknown) => {
        const at = (item as { dataIndex: number }).dataIndex;
        const value = plot.points[at];
        const rules = (flagged.get(at) ?? []).map(words.rule);
        return [
          `${words.point} ${at + 1}: ${value === null || value === undefined ? '—' : value.toFixed(decimals)}`,
          ...rules,
        ].join('<br>');
      },
    },
    dataZoom: [{ type: 'inside', startValue: from }],
    series: [
      limit(words.upper, plot.upper, true),
      limit(words.center, plot.center, false),
      limit(words.lower, plot.lower, true),
      {
        name: plot.kind,
        type: 'line',
        animation: false,
        data: plot.points.map((value, at) => ({
          value,
          symbol: flagged.has(at) ? 'triangle' : excluded.has(at) ? 'emptyCircle' : 'circle',
          symbolSize: flagged.has(at) ? 12 : 6,
          itemStyle: { color: flagged.has(at) ? colours.bad : excluded.has(at) ? colours.muted : colours.accent },
        })),
        lineStyle: { color: colours.accent, width: 1.2 },
        showAllSymbol: true,
        markLine: {
          silent: true,
          symbol: 'none',
          label: { color: colours.soft, position: 'insideEndTop', formatter: '{b}' },
          lineStyle: { color: colours.line, type: 'solid' },
          data: phases
            .slice(1)
            .map((phase) => ({ name: `${phase.phase} · ${phase.version?.version_no ?? ''}`, xAxis: phase.from })),
        },
      },
    ],
  };
}
