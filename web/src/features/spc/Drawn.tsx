/** ECharts in a box that follows its size; a chunk of its own, since it is the heaviest part of the page. */
import { LineChart } from 'echarts/charts';
import { DataZoomInsideComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { EChartsOption } from 'echarts';
import { useEffect, useRef } from 'react';

register([LineChart, GridComponent, TooltipComponent, DataZoomInsideComponent, MarkLineComponent, CanvasRenderer]);

interface Props {
  option: EChartsOption;
  height: number;
  label: string;
  /** Charts of one group zoom together. */
  group: string;
  onPoint: (place: number) => void;
}

export default function Drawn({ option, height, label, group, onPoint }: Props) {
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
