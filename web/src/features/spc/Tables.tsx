/** The signals and the data of a chart as tables: what a reader without the picture needs. */
import { Button, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useModel, useOperation } from '../../api/queries';
import { DataTable } from '../../kit/DataTable';
import { instant } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, ProblemAlert } from '../../kit/parts';
import { RecordAnchor } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import type { ChartData, Point, Signal } from './data';
import { texts } from './texts';

const PAGE = 50;

export function Signals({ data }: { data: ChartData }) {
  const say = useSay();
  const states = useModel('control_chart_signal')?.states?.labels ?? {};
  const rule = (code: string) => say(data.rules.find((each) => each.code === code)) || code;
  if (data.signals.length === 0) return <EmptyState title={say(texts.noSignals)} />;
  return (
    <DataTable<Signal>
      size="small"
      rowKey={(row) => `${row.plot} ${row.place} ${row.rule}`}
      dataSource={[...data.signals].sort((one, other) => other.place - one.place)}
      pagination={data.signals.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: say(texts.place), render: (_, row) => row.place + 1 },
        { title: say(texts.plot), render: (_, row) => say(texts[row.plot as 'xbar']) },
        { title: say(texts.rule), render: (_, row) => rule(row.rule) },
        { title: say(texts.members), render: (_, row) => row.members.map((each) => each + 1).join('、') },
        {
          title: say(texts.number),
          render: (_, row) =>
            row.id ? (
              <RecordAnchor link={{ id: row.id, number: row.number ?? null }} to="control_chart_signal" />
            ) : null,
        },
        {
          title: say(texts.state),
          render: (_, row) =>
            row.state ? <StatusBadge field="state" value={row.state} label={states[row.state] ?? null} /> : null,
        },
      ]}
    />
  );
}

export function Data({ data, chosen }: { data: ChartData; chosen: number | undefined }) {
  const say = useSay();
  const may = (useModel('control_chart')?.may.steps.length ?? 0) > 0 && data.chart.state === 'collecting';
  const [excluding, setExcluding] = useState<Point>();
  const include = useOperation('quality.include_point');
  const proposed = new Set(data.proposals.map((each) => each.place));
  const rows = [...data.points].reverse();
  const pageOf = (place: number | undefined) =>
    place === undefined ? 1 : Math.floor(rows.findIndex((row) => row.place === place) / PAGE) + 1;
  const [page, setPage] = useState(() => pageOf(chosen));
  const [shownFor, setShownFor] = useState(chosen);
  if (shownFor !== chosen) {
    setShownFor(chosen);
    setPage(pageOf(chosen));
  }
  useEffect(() => {
    if (chosen !== undefined)
      document.querySelector(`[data-row-key="${data.points[chosen]?.id}"]`)?.scrollIntoView({ block: 'center' });
  }, [chosen, data.points]);
  return (
    <>
      <ProblemAlert problem={include.error} />
      <DataTable<Point>
        size="small"
        rowKey="id"
        rowClassName={(row) => (row.place === chosen ? 'spc-chosen' : '')}
        dataSource={rows}
        pagination={
          rows.length > PAGE ? { pageSize: PAGE, current: page, onChange: setPage, showSizeChanger: false } : false
        }
        scroll={{ x: 'max-content' }}
        columns={[
          { title: say(texts.place), render: (_, row) => row.place + 1 },
          { title: say(texts.recorded), render: (_, row) => instant(row.recorded_at) },
          {
            title: say(texts.inspection),
            render: (_, row) => <RecordAnchor link={row.inspection} to="inspection_lot" />,
          },
          { title: say(texts.values), render: (_, row) => <span className="number">{row.readings.join('  ')}</span> },
          {
            title: '',
            render: (_, row) =>
              row.excluded ? (
                <span className="tone-held">{say(texts.excluded, { reason: row.exclusion_reason ?? '' })}</span>
              ) : proposed.has(row.place) ? (
                <span className="tone-held">{say(texts.proposed)}</span>
              ) : null,
          },
          ...(may
            ? [
                {
                  title: '',
                  render: (_: unknown, row: Point) =>
                    row.excluded ? (
                      <Button size="small" onClick={() => include.mutate({ point: row.id })}>
                        {say(texts.include)}
                      </Button>
                    ) : (
                      <Button size="small" onClick={() => setExcluding(row)}>
                        {say(texts.exclude)}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {excluding && <Exclude point={excluding} onClose={() => setExcluding(undefined)} />}
    </>
  );
}

function Exclude({ point, onClose }: { point: Point; onClose: () => void }) {
  const say = useSay();
  const [reason, setReason] = useState('');
  const exclude = useOperation('quality.exclude_point');
  return (
    <Modal
      open
      title={say(texts.excludeTitle, { place: point.place + 1 })}
      okText={say(texts.exclude)}
      cancelText={say(texts.cancel)}
      okButtonProps={{ disabled: reason.trim() === '', loading: exclude.isPending }}
      onCancel={onClose}
      onOk={() => exclude.mutate({ point: point.id, reason: reason.trim() }, { onSuccess: onClose })}
    >
      <p>{say(texts.excludeText)}</p>
      <ProblemAlert problem={exclude.error} />
      <Input
        autoFocus
        maxLength={250}
        aria-label={say(texts.reason)}
        placeholder={say(texts.reason)}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  );
}
