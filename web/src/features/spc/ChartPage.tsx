/** A control chart: plots left, limits, rules and capability right, signals and data below. */
import { Segmented } from 'antd';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { isMissing } from '../../api/problem';
import { useModel, useRecord } from '../../api/queries';
import type { Model } from '../../api/definitions';
import type { Link, Row } from '../../api/records';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert, Region } from '../../kit/parts';
import { Acts } from '../../kit/record/Acts';
import { Missing } from '../../kit/record/RecordPage';
import { RecordAnchor } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { TabStrip } from '../../kit/Tabs';
import { Side } from './Side';
import { Data, Signals } from './Tables';
import { useColours } from './colours';
import { useChart, type ChartData, type Plot } from './data';
import { decimalsOf, optionOf } from './option';
import './spc.css';
import { texts } from './texts';

const RECENT = 100;

const Drawn = lazy(() => import('./Drawn'));

export default function ChartPage() {
  const { name } = useParams({ strict: false });
  const record = useRecord('control_chart', name);
  const model = useModel('control_chart');
  if (record.error)
    return model && isMissing(record.error) ? (
      <Missing name="control_chart" model={model} id={name ?? ''} />
    ) : (
      <ProblemAlert problem={record.error} />
    );
  if (!record.data || !model) return <Loading />;
  return <Chart row={record.data} model={model} />;
}

function Chart({ row, model }: { row: Row; model: Model }) {
  const say = useSay();
  const navigate = useNavigate();
  const found = useChart(row.id, row.version);
  const characteristic = row['characteristic'] as unknown as Link;
  const item = row['item'] as unknown as Link | null;
  return (
    <PageFrame
      title={String(row['name'])}
      help={say(model.note)}
      testId="chart-page"
      above={
        <>
          <RecordAnchor link={characteristic} to="characteristic" />
          {item && (
            <>
              {' · '}
              <RecordAnchor link={item} to="item" />
            </>
          )}
        </>
      }
      beside={
        <>
          <StatusBadge
            field="state"
            value={String(row.state)}
            label={model.states?.labels[String(row.state)] ?? null}
            big
          />
          <span className="count">{say(texts.points, { count: String(row['points'] ?? 0) })}</span>
        </>
      }
      actions={
        <Acts
          name="control_chart"
          model={model}
          row={row}
          extras={[]}
          onRemoved={() => void navigate({ to: '/m/control_chart' })}
        />
      }
    >
      <ProblemAlert problem={found.error} />
      {found.isPending && <Loading rows={10} />}
      {found.data && (
        <Region>
          <Body data={found.data} />
        </Region>
      )}
    </PageFrame>
  );
}

function Body({ data }: { data: ChartData }) {
  const say = useSay();
  const [recent, setRecent] = useState(true);
  const [chosen, setChosen] = useState<number>();
  if (data.plots.length === 0)
    return (
      <>
        <Caveats data={data} />
        <EmptyState title={say(texts.few)} text={say(texts.fewText)} />
      </>
    );
  const many = data.points.length > RECENT;
  return (
    <>
      {data.chart.state === 'collecting' && <p className="spc-note">{say(texts.collecting)}</p>}
      <Caveats data={data} />
      <div className="spc-grid">
        <section className="panel">
          <div className="spc-zoom">
            <span className="count">{say(texts.zoom)}</span>
            {many && (
              <Segmented
                size="small"
                value={recent ? 'recent' : 'all'}
                options={[
                  { value: 'recent', label: say(texts.recent, { count: RECENT }) },
                  { value: 'all', label: say(texts.all) },
                ]}
                onChange={(value) => setRecent(value === 'recent')}
              />
            )}
          </div>
          {data.plots.map((plot) => (
            <PlotView
              key={plot.kind}
              plot={plot}
              data={data}
              from={recent && many ? data.points.length - RECENT : 0}
              onPoint={setChosen}
            />
          ))}
        </section>
        <Side data={data} />
      </div>
      <TabStrip
        label={data.chart.name}
        items={[
          {
            key: 'signals',
            label: `${say(texts.signals)} (${data.signals.length})`,
            children: <Signals data={data} />,
          },
          { key: 'data', label: say(texts.data), children: <Data data={data} chosen={chosen} /> },
        ]}
      />
    </>
  );
}

function Caveats({ data }: { data: ChartData }) {
  const say = useSay();
  if (data.caveats.length === 0) return null;
  return (
    <ul className="spc-caveats">
      {data.caveats.map((each) => (
        <li key={each.code}>{say(each)}</li>
      ))}
    </ul>
  );
}

interface PlotProps {
  plot: Plot;
  data: ChartData;
  from: number;
  onPoint: (place: number) => void;
}

function PlotView({ plot, data, from, onPoint }: PlotProps) {
  const say = useSay();
  const colours = useColours();
  const title = say(texts[plot.kind as 'xbar'] ?? { zh: plot.kind, en: plot.kind });
  const option = useMemo(() => {
    const readings = data.points.flatMap((point) => point.readings);
    const rules = new Map(data.rules.map((rule) => [rule.code, say(rule)]));
    return optionOf({
      plot,
      points: data.points,
      signals: data.signals,
      phases: data.phases,
      colours,
      decimals: Math.min(6, decimalsOf(readings) + 1),
      from,
      words: {
        point: say(texts.point),
        upper: 'UCL',
        center: 'CL',
        lower: 'LCL',
        rule: (code) => rules.get(code) ?? code,
      },
    });
  }, [plot, data, colours, from, say]);
  return (
    <figure className="spc-plot">
      <figcaption>{title}</figcaption>
      <Suspense fallback={<Loading rows={6} />}>
        <Drawn
          option={option}
          height={plot === data.plots[0] ? 260 : 190}
          label={title}
          group={data.chart.id}
          onPoint={onPoint}
        />
      </Suspense>
    </figure>
  );
}
