/** Trace: from a lot both ways, as stages and as a table with what is on hand, where and in which status. */
import { Button, Input, Segmented } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import Decimal from 'decimal.js';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/client';
import { Problem } from '../../api/problem';
import { useDefinitions } from '../../api/queries';
import { DataTable } from '../../kit/DataTable';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert, Region } from '../../kit/parts';
import { useScanner } from '../../kit/scanner';
import { RecordAnchor } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { Unit } from '../../kit/unit';
import { stageOf, type Edge, type Node } from './bands';
import { saveCsv } from './csv';
import { Bands } from './Bands';
import { useOnHand, type Stand } from './onHand';
import { texts } from './texts';
import './trace.css';

type Direction = 'up' | 'down' | 'both';

interface Traced {
  rows: Node[];
  hidden: number;
  links: Edge[];
}

interface Asked {
  from?: string;
  direction?: Direction;
}

/** A typed number is a lot's own; where no lot has it, a supplier's. */
async function trace(from: string, direction: Direction): Promise<Traced> {
  const ask = (start: string) =>
    call<Traced>('GET', 'edges/genealogy/trace', { query: { from: start, direction, links: 'true' } });
  if (from.includes(':')) return ask(from);
  try {
    return await ask(`lot.code:${from}`);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return ask(`lot.supplier_lot:${from}`);
    throw error;
  }
}

export default function TracePage() {
  const say = useSay();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as Asked;
  const direction = asked.direction ?? 'both';
  const ask = (change: Asked) => void navigate({ to: '.', search: { ...asked, ...change } } as never);
  const found = useQuery({
    queryKey: ['trace', asked.from, direction],
    queryFn: () => trace(asked.from ?? '', direction),
    enabled: Boolean(asked.from),
    retry: false,
  });
  useScanner((text) => ask({ from: text }));
  const start = found.data?.rows.find((each) => each.direction === 'start');
  return (
    <PageFrame title={say(texts.title)} help={say(texts.help)} testId="trace">
      <div className="toolbar">
        <Start key={start?.id ?? 'none'} known={start?.label ?? plain(asked.from)} onStart={(from) => ask({ from })} />
        <Segmented
          value={direction}
          options={(['both', 'down', 'up'] as const).map((value) => ({ value, label: say(texts[value]) }))}
          onChange={(value) => ask({ direction: value as Direction })}
        />
      </div>
      <ProblemAlert problem={found.error} />
      {!asked.from && <EmptyState title={say(texts.start)} text={say(texts.startText)} />}
      {asked.from && found.isPending && <Loading />}
      {found.data && (
        <Region>
          <Found traced={found.data} />
        </Region>
      )}
    </PageFrame>
  );
}

/** What to show in the box for an address that names an identity: nothing. */
const plain = (from: string | undefined): string => (from && !from.startsWith('lot:') ? from : '');

function Start({ known, onStart }: { known: string; onStart: (from: string) => void }) {
  const say = useSay();
  const [text, setText] = useState(known);
  return (
    <Input.Search
      className="trace-start"
      data-scan="own"
      autoFocus
      value={text}
      enterButton={say(texts.go)}
      placeholder={say(texts.number)}
      aria-label={say(texts.number)}
      onChange={(event) => setText(event.target.value)}
      onSearch={(value) => value.trim() && onStart(value.trim())}
    />
  );
}

function Found({ traced }: { traced: Traced }) {
  const say = useSay();
  const stands = useOnHand(traced.rows);
  const lots = traced.rows.filter((row) => row.model === 'lot').length;
  return (
    <>
      <div className="trace-totals" role="status">
        <b>{say(texts.found, { count: traced.rows.length })}</b>
        <span>{say(texts.foundLots, { count: lots })}</span>
        <Totals stands={stands} />
      </div>
      {traced.hidden > 0 && <p className="wrong">{say(texts.hidden, { count: traced.hidden })}</p>}
      {traced.rows.length === 1 && <p className="count">{say(texts.alone)}</p>}
      <Bands nodes={traced.rows} edges={traced.links} stands={stands} />
      <Rows rows={traced.rows} stands={stands} />
    </>
  );
}

/** On hand over all lots, per unit and status. */
function Totals({ stands }: { stands: ReadonlyMap<string, Stand[]> }) {
  const say = useSay();
  const sums = new Map<string, { stand: Stand; sum: Decimal }>();
  for (const stand of [...stands.values()].flat()) {
    const key = `${stand.status} ${stand.unit}`;
    const known = sums.get(key);
    sums.set(key, { stand, sum: (known?.sum ?? new Decimal(0)).plus(stand.quantity) });
  }
  return (
    <span className="trace-onhand">
      {say(texts.onHand)}
      {sums.size === 0 && <span className="none">{say(texts.none)}</span>}
      {[...sums.entries()].map(([key, { stand, sum }]) => (
        <span key={key} className="trace-sum">
          <StatusBadge field="status" value={stand.status} label={stand.label} />
          <span className="number">
            {grouped(sum.toFixed())} <Unit code={stand.unit} />
          </span>
        </span>
      ))}
    </span>
  );
}

function Rows({ rows, stands }: { rows: Node[]; stands: ReadonlyMap<string, Stand[]> }) {
  const say = useSay();
  const definitions = useDefinitions();
  const kind = (row: Node) => say(definitions?.models[row.model]?.label);
  const stage = (row: Node) => stageWords(say, stageOf(row));
  const ordered = [...rows].sort((one, other) => stageOf(one) - stageOf(other));
  const columns: ColumnsType<Node> = [
    { title: say(texts.stage), render: (_, row) => stage(row) },
    { title: say(texts.kind), render: (_, row) => kind(row) },
    { title: say(texts.object), render: (_, row) => <RecordAnchor link={{ ...row }} to={row.model} /> },
    {
      title: say(texts.quantity),
      align: 'right',
      render: (_, row) => (row.direction === 'start' ? '' : <span className="number">{grouped(row.quantity)}</span>),
    },
    {
      title: say(texts.exactness),
      render: (_, row) =>
        say(
          definitions?.models['genealogy']?.fields['exactness']?.choices?.find((each) => each.key === row.exactness)
            ?.label,
        ),
    },
    {
      title: say(texts.places),
      render: (_, row) => <Places stands={stands.get(row.id) ?? []} lot={row.model === 'lot'} />,
    },
  ];
  const save = () =>
    saveCsv(
      'trace.csv',
      [texts.stage, texts.kind, texts.object, texts.quantity, texts.places].map((each) => say(each)),
      ordered.map((row) => [
        stage(row),
        kind(row),
        row.number ?? row.label ?? '',
        row.direction === 'start' ? '' : row.quantity,
        (stands.get(row.id) ?? [])
          .map((each) => `${each.place} ${say(each.label)} ${each.quantity} ${each.unit}`)
          .join('; '),
      ]),
    );
  return (
    <section className="panel">
      <div className="trace-acts">
        <Button onClick={save}>{say(texts.csv)}</Button>
        <Button onClick={() => window.print()}>{say(texts.print)}</Button>
      </div>
      <DataTable<Node>
        size="small"
        rowKey={(row) => `${row.model} ${row.id} ${row.direction}`}
        columns={columns}
        dataSource={ordered}
        pagination={ordered.length > 200 ? { pageSize: 200, showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
      />
    </section>
  );
}

export function stageWords(say: ReturnType<typeof useSay>, stage: number): string {
  if (stage === 0) return say(texts.here);
  return say(stage < 0 ? texts.origin : texts.became, { depth: Math.abs(stage) });
}

function Places({ stands, lot }: { stands: Stand[]; lot: boolean }) {
  const say = useSay();
  if (!lot) return null;
  if (stands.length === 0) return <span className="none">{say(texts.none)}</span>;
  return (
    <ul className="trace-places">
      {stands.map((each) => (
        <li key={`${each.place} ${each.status}`}>
          {each.place} <StatusBadge field="status" value={each.status} label={each.label} />{' '}
          <span className="number">
            {grouped(each.quantity)} <Unit code={each.unit} />
          </span>
        </li>
      ))}
    </ul>
  );
}
