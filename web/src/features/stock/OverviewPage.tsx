/** Stock at a glance: one row per item, lot or place, one column per quality status. */
import { Button, Input, Segmented, Select } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import Decimal from 'decimal.js';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useList } from '../../api/queries';
import type { Link, Where } from '../../api/records';
import { DataTable } from '../../kit/DataTable';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { useSettled } from '../../kit/settled';
import { StatusBadge, ToneShape, useTone } from '../../kit/tones';
import { Unit } from '../../kit/unit';
import { STATUSES, useBalances, useStatusLabels, type Balance } from './data';
import { useSeesValues, useWorth, valuesBy, type Worth } from './values';
import './stock.css';
import { texts } from './texts';

type By = 'item' | 'lot' | 'location';

interface Asked {
  by?: By;
  find?: string;
  warehouse?: string;
  item?: string;
  location?: string;
}

interface Line {
  key: string;
  link: Link;
  name: string;
  item: Link;
  unit: string;
  total: Decimal;
  /** How much of what is unrestricted is kept for somebody. */
  reserved: Decimal;
  by: Record<string, Decimal>;
}

const GROUPS: Record<By, string> = {
  item: 'item,item.name,item.unit.code,status',
  lot: 'lot,item,item.name,item.unit.code,status',
  location: 'location,location.name,item.unit.code,status',
};

function whereOf(asked: Asked): Where | undefined {
  const all: Where[] = [];
  if (asked.find) {
    const fields = ['item.code', 'item.name', 'lot.code', 'lot.supplier_lot'];
    all.push({ or: fields.map((field) => ({ field, op: 'contains', value: asked.find })) });
  }
  if (asked.warehouse) all.push({ field: 'location.warehouse', op: 'eq', value: asked.warehouse });
  if (asked.item) all.push({ field: 'item', op: 'eq', value: asked.item });
  if (asked.location) all.push({ field: 'location', op: 'eq', value: asked.location });
  return all.length > 0 ? { and: all } : undefined;
}

/** Balances of one thing in several statuses as one line. */
export function linesOf(rows: readonly Balance[], by: By): Line[] {
  const found = new Map<string, Line>();
  for (const row of rows) {
    const quantity = new Decimal(row.quantity);
    if (quantity.isZero()) continue;
    const link = row[by];
    const unit = String(row['item.unit.code'] ?? '');
    // A place holds pieces and kilograms, which do not add up.
    const key = by === 'location' ? `${link.id} ${unit}` : link.id;
    const line = found.get(key) ?? {
      key,
      link,
      name: String(row[by === 'location' ? 'location.name' : 'item.name'] ?? ''),
      item: row.item,
      unit,
      total: new Decimal(0),
      reserved: new Decimal(0),
      by: {},
    };
    line.total = line.total.plus(quantity);
    line.reserved = line.reserved.plus(row.reserved);
    line.by[row.status] = (line.by[row.status] ?? new Decimal(0)).plus(quantity);
    found.set(key, line);
  }
  return [...found.values()].sort((one, other) => String(one.link.label).localeCompare(String(other.link.label)));
}

export default function OverviewPage() {
  const say = useSay();
  const navigate = useNavigate();
  const asked = useSearch({ strict: false }) as Asked;
  const by = asked.by ?? 'item';
  const find = useSettled(asked.find ?? '');
  const found = useBalances(whereOf({ ...asked, find }), GROUPS[by]);
  const ask = (change: Asked) => {
    const next = Object.fromEntries(Object.entries({ ...asked, ...change }).filter(([, value]) => value));
    void navigate({ to: '.', search: next, replace: true } as never);
  };
  const lines = linesOf(found.data ?? [], by);
  const worth = useWorth(by, whereOf({ ...asked, find }));
  const filtered = Boolean(asked.find ?? asked.warehouse ?? asked.item ?? asked.location);
  const open = (line: Line) => {
    if (by === 'lot') void navigate({ to: `/m/lot/${line.link.id}` });
    else ask({ by: 'lot', [by]: line.link.id });
  };
  return (
    <PageFrame title={say(texts.overview)} help={say(texts.overviewHelp)} full testId="stock-overview">
      <div className="toolbar">
        <Segmented
          value={by}
          options={[
            { value: 'item', label: say(texts.byItem) },
            { value: 'lot', label: say(texts.byLot) },
            { value: 'location', label: say(texts.byPlace) },
          ]}
          onChange={(value) => ask({ by: value as By })}
        />
        <Input.Search
          className="stock-find"
          allowClear
          placeholder={say(texts.find)}
          aria-label={say(texts.find)}
          defaultValue={asked.find ?? ''}
          onChange={(event) => ask({ find: event.target.value.trim() })}
        />
        <Warehouses chosen={asked.warehouse} onChoose={(warehouse) => ask({ warehouse: warehouse ?? '' })} />
        {filtered && (
          <Button type="text" onClick={() => ask({ find: '', warehouse: '', item: '', location: '' })}>
            {say(texts.clear)}
          </Button>
        )}
      </div>
      <ProblemAlert problem={found.error} />
      {found.isPending && <Loading />}
      {found.data && lines.length === 0 && (
        <EmptyState
          title={say(filtered ? texts.noHits : texts.empty)}
          {...(filtered ? {} : { text: say(texts.emptyText) })}
        />
      )}
      {lines.length > 0 && <Lines lines={lines} by={by} worth={worth.data?.rows} onOpen={open} />}
    </PageFrame>
  );
}

function Warehouses({ chosen, onChoose }: { chosen: string | undefined; onChoose: (id: string | undefined) => void }) {
  const say = useSay();
  const found = useList('warehouse', { fields: 'id,code,name', limit: 200 });
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Select
      className="stock-warehouse"
      allowClear
      placeholder={say(texts.warehouse)}
      aria-label={say(texts.warehouse)}
      value={chosen ?? null}
      options={rows.map((row) => ({ value: row.id, label: `${String(row['code'])} ${String(row['name'] ?? '')}` }))}
      onChange={(value: string | undefined) => onChoose(value)}
    />
  );
}

interface LinesProps {
  lines: Line[];
  by: By;
  worth: Worth[] | undefined;
  onOpen: (line: Line) => void;
}

const keyOf = (by: By) => (row: Worth) =>
  by === 'location' ? `${row.location?.id ?? ''} ${row.unit}` : (row[by]?.id ?? '');

function Lines({ lines, by, worth, onOpen }: LinesProps) {
  const say = useSay();
  const sees = useSeesValues();
  const values = valuesBy(worth ?? [], keyOf(by));
  const labels = useStatusLabels();
  const used = STATUSES.filter((status) => lines.some((line) => line.by[status]));
  const reserved = lines.some((line) => !line.reserved.isZero());
  const columns: ColumnsType<Line> = [
    {
      title: say({ item: texts.item, lot: texts.lot, location: texts.place }[by]),
      fixed: 'left',
      width: 280,
      render: (_, line) => (
        <span className="stock-name">
          <strong>{line.link.label}</strong> <span>{line.name}</span>
        </span>
      ),
    },
    ...(by === 'lot'
      ? [{ title: say(texts.item), width: 120, render: (_: unknown, line: Line) => line.item.label }]
      : []),
    ...used.map((status) => ({
      title: <StatusHead status={status} label={say(labels[status])} />,
      align: 'right' as const,
      width: 110,
      onCell: () => ({ 'data-label': say(labels[status]) }) as object,
      render: (_: unknown, line: Line) => <Amount value={line.by[status]} status={status} />,
    })),
    ...(reserved
      ? [
          {
            title: say(texts.ofWhichReserved),
            align: 'right' as const,
            width: 110,
            render: (_: unknown, line: Line) =>
              line.reserved.isZero() ? null : <span className="number">{grouped(line.reserved.toFixed())}</span>,
          },
        ]
      : []),
    {
      title: say(texts.total),
      align: 'right',
      width: 140,
      render: (_, line) => (
        <span className="number">
          {grouped(line.total.toFixed())} <Unit code={line.unit} />
        </span>
      ),
    },
    ...(sees
      ? [
          {
            title: say(texts.amount),
            align: 'right' as const,
            width: 140,
            render: (_: unknown, line: Line) => <Value value={worth && values.get(line.key)} />,
          },
        ]
      : []),
  ];
  return (
    <DataTable<Line>
      className="stock-table"
      size="small"
      sticky
      rowKey="key"
      columns={columns}
      dataSource={lines}
      scroll={{ x: 'max-content' }}
      pagination={lines.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
      onRow={(line) => ({
        onClick: () => onOpen(line),
        onKeyDown: (event) => event.key === 'Enter' && onOpen(line),
        tabIndex: 0,
      })}
    />
  );
}

function StatusHead({ status, label }: { status: string; label: string }) {
  const tone = useTone('status', status);
  return (
    <span className={`stock-head tone-${tone}`}>
      <ToneShape tone={tone} /> {label}
    </span>
  );
}

/** Undefined while it is asked for, or where all of it is another owner's. */
function Value({ value }: { value: Decimal | null | undefined }) {
  if (value === undefined) return <span className="none">—</span>;
  if (value === null) return <StatusBadge field="valuation" value="unvalued" label={texts.unvalued} />;
  return <span className="number">{grouped(value.toFixed(), 2)}</span>;
}

function Amount({ value, status }: { value: Decimal | undefined; status: string }) {
  const tone = useTone('status', status);
  if (!value) return <span className="none">—</span>;
  return (
    <span className={`number${status === 'unrestricted' ? '' : ` tone-${tone}`}`}>{grouped(value.toFixed())}</span>
  );
}
