/** ECharts in a box that follows its size; colours follow the theme. */
import { LineChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { EChartsOption } from 'echarts';
import { useEffect, useRef, useState } from 'react';
import type { Colours } from './option';

register([LineChart, GridComponent, TooltipComponent, DataZoomComponent, MarkLineComponent, CanvasRenderer]);

const NAMES: Record<keyof Colours, string> = {
  ink: '--z-ink',
  soft: '--z-soft',
  line: '--z-line',
  accent: '--z-accent',
  bad: '--tone-bad',
  muted: '--tone-muted',
};

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim()]),
  ) as unknown as Colours;
}

/** The theme's colours, again when light turns dark. */
export function useColours(): Colours {
  const [colours, setColours] = useState(coloursNow);
  useEffect(() => {
    const watch = new MutationObserver(() => requestAnimationFrame(() => setColours(coloursNow())));
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => watch.disconnect();
  }, []);
  return colours;
}

interface Props {
  option: EChartsOption;
  height: number;
  label: string;
  /** Charts of one group zoom together. */
  group: string;
  onPoint: (place: number) => void;
}

export function Drawn({ option, height, label, group, onPoint }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const press = useRef(onPoint);
  useEffect(() => {
    press.current = onPoint;
  });
  useEffect(() => {
    if (!box.current) return undefined;
    const made = init(box.current);
    made.group = group;
    made.on('click', (item) => press.current(item.dataIndex));
    chart.current = made;
    const size = new ResizeObserver(() => made.resize());
    size.observe(box.current);
    return () => {
      size.disconnect();
      made.dispose();
    };
  }, [group]);
  useEffect(() => chart.current?.setOption(option, true), [option]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} data-testid={`plot-${group}`} />;
}
