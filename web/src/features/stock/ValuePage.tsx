/** What stock is worth: balances by item and site, what of it is not usable, and the entries that made it so. */
import { Button, Input, Segmented, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import Decimal from 'decimal.js';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useModel } from '../../api/queries';
import type { Text } from '../../api/definitions';
import type { Where } from '../../api/records';
import { DataTable } from '../../kit/DataTable';
import { day, grouped, NONE } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { useSettled } from '../../kit/settled';
import { RecordAnchor } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { Unit } from '../../kit/unit';
import { useStatusLabels } from './data';
import {
  byValue,
  sum,
  useValueBalances,
  useValueEntries,
  useWorth,
  SHOWN,
  type ValueBalance,
  type ValueEntry,
  type Worth,
} from './values';
import './stock.css';
import { texts } from './texts';

const VIEWS = ['balances', 'worth', 'entries'] as const;
type View = (typeof VIEWS)[number];

interface Asked {
  view?: View;
  where?: Where;
  find?: string;
}

const NOT_USABLE: Where = { field: 'status', op: 'ne', value: 'unrestricted' };

function whereOf({ view, where, find }: Asked): Where | undefined {
  const all: Where[] = [];
  if (where) all.push(where);
  if (view === 'worth' && !where) all.push(NOT_USABLE);
  if (find) {
    const fields = view === 'worth' ? ['item.code', 'item.name', 'lot.code'] : ['item.code', 'item.name'];
    all.push({ or: fields.map((field) => ({ field, op: 'contains', value: find })) });
  }
  return all.length > 0 ? { and: all } : undefined;
}

export default function ValuePage() {
  const say = useSay();
  const navigate = useNavigate();
  const asked: Asked = useSearch({ strict: false }) as never;
  const view = asked.view ?? 'balances';
  const find = useSettled(asked.find ?? '');
  const ask = (next: Asked) => {
    const kept: Record<string, unknown> = Object.fromEntries(Object.entries(next).filter(([, value]) => value));
    void navigate({ to: '.', search: kept as never, replace: true } as never);
  };
  const where = whereOf({ view, ...(asked.where ? { where: asked.where } : {}), find });
  return (
    <PageFrame title={say(texts.value)} help={say(texts.valueHelp)} full testId="stock-value">
      <div className="toolbar">
        <Segmented
          value={view}
          options={VIEWS.map((each) => ({ value: each, label: say(texts[each]) }))}
          onChange={(value) => ask({ ...(asked.find ? { find: asked.find } : {}), view: value as View })}
        />
        <Input.Search
          className="stock-find"
          allowClear
          placeholder={say(texts.findValue)}
          aria-label={say(texts.findValue)}
          defaultValue={asked.find ?? ''}
          onChange={(event) => ask({ ...asked, find: event.target.value.trim() })}
        />
        {asked.where && (
          <Button type="text" onClick={() => ask({ view, ...(asked.find ? { find: asked.find } : {}) })}>
            {say(texts.wholeView)}
          </Button>
        )}
      </div>
      {view === 'balances' && <Balances where={where} />}
      {view === 'worth' && <NotUsable where={where} />}
      {view === 'entries' && <Entries where={where} />}
    </PageFrame>
  );
}

interface RowsProps<T> {
  rows: T[] | undefined;
  error: unknown;
  columns: ColumnsType<T>;
  rowKey: (row: T) => string;
  total: Decimal;
  note?: string;
}

/** The rows with their total below, which is the figure that led here. */
function Rows<T extends object>({ rows, error, columns, rowKey, total, note }: RowsProps<T>) {
  const say = useSay();
  if (error) return <ProblemAlert problem={error} />;
  if (!rows) return <Loading />;
  if (rows.length === 0) return <EmptyState title={say(texts.noValue)} text={say(texts.noValueText)} />;
  const at = columns.findIndex((column) => column.key === 'value');
  return (
    <>
      <DataTable<T>
        size="small"
        sticky
        rowKey={rowKey}
        columns={columns}
        dataSource={rows}
        scroll={{ x: 'max-content' }}
        pagination={rows.length > 100 ? { pageSize: 100, showSizeChanger: false } : false}
        summary={() => (
          <Table.Summary fixed>
            <Table.Summary.Row>
              <Table.Summary.Cell index={0} colSpan={at}>
                <strong>{say(texts.total)}</strong>
              </Table.Summary.Cell>
              <Table.Summary.Cell index={at} align="right">
                <strong className="number" data-testid="value-total">
                  {grouped(total.toFixed(), 2)}
                </strong>
              </Table.Summary.Cell>
              {columns.length > at + 1 && <Table.Summary.Cell index={at + 1} colSpan={columns.length - at - 1} />}
            </Table.Summary.Row>
          </Table.Summary>
        )}
      />
      {note && <p className="count">{note}</p>}
    </>
  );
}

function Money({ value, signed }: { value: string | null; signed?: boolean }) {
  if (value === null) return <StatusBadge field="valuation" value="unvalued" label={texts.unvalued} />;
  return (
    <span className="number">
      {signed && sign(value)}
      {grouped(signed ? value.replace('-', '') : value, 2)}
    </span>
  );
}

function Amount({ quantity, unit, signed }: { quantity: string; unit: string; signed?: boolean }) {
  return (
    <span className="number">
      {signed && sign(quantity)}
      {grouped(signed ? quantity.replace('-', '') : quantity)} <Unit code={unit} />
    </span>
  );
}

const sign = (value: string) => (Number(value) > 0 ? '+' : Number(value) < 0 ? '−' : '');

const number = (title: string, width = 130) => ({ title, align: 'right' as const, width });

function Balances({ where }: { where: Where | undefined }) {
  const say = useSay();
  const found = useValueBalances(where, true);
  const columns: ColumnsType<ValueBalance> = [
    {
      key: 'item',
      title: say(texts.item),
      width: 220,
      render: (_, row) => <Item item={row.item} name={row['item.name']} />,
    },
    { key: 'site', title: say(texts.site), width: 70, render: (_, row) => row.site.label },
    {
      key: 'quantity',
      ...number(say(texts.quantity)),
      render: (_, row) => <Amount quantity={row.quantity} unit={row['item.unit.code']} />,
    },
    {
      key: 'average',
      ...number(say(texts.average)),
      render: (_, row) =>
        row.value !== null && Number(row.quantity) ? (
          <span className="number">{grouped(new Decimal(row.value).div(row.quantity).toFixed(), 4)}</span>
        ) : (
          <span className="none">{NONE}</span>
        ),
    },
    {
      key: 'value',
      ...number(say(texts.amount), 130),
      render: (_, row) => <Money value={row.value} />,
    },
  ];
  return (
    <Rows
      rows={found.data && byValue(found.data)}
      error={found.error}
      columns={columns}
      rowKey={(row) => `${row.item.id} ${row.site.id} ${row.valuation}`}
      total={sum(found.data ?? [])}
    />
  );
}

function NotUsable({ where }: { where: Where | undefined }) {
  const say = useSay();
  const labels = useStatusLabels();
  const found = useWorth('lot', where);
  const columns: ColumnsType<Worth> = [
    { key: 'item', title: say(texts.item), width: 220, render: (_, row) => <Item item={row.item} name={row.name} /> },
    {
      key: 'lot',
      title: say(texts.lot),
      width: 160,
      render: (_, row) => (row.lot ? <RecordAnchor link={row.lot} to="lot" /> : NONE),
    },
    { key: 'site', title: say(texts.site), width: 70, render: (_, row) => row.site.label },
    {
      key: 'status',
      title: say(texts.status),
      width: 110,
      render: (_, row) => <StatusBadge field="status" value={row.status} label={labels[row.status] ?? null} />,
    },
    {
      key: 'quantity',
      ...number(say(texts.quantity)),
      render: (_, row) => <Amount quantity={row.quantity} unit={row.unit} />,
    },
    { key: 'value', ...number(say(texts.amount), 130), render: (_, row) => <Money value={row.value} /> },
  ];
  return (
    <Rows
      rows={found.data && byValue(found.data.rows)}
      error={found.error}
      columns={columns}
      rowKey={(row) => `${row.item.id} ${row.lot?.id ?? ''} ${row.site.id} ${row.status}`}
      total={sum(found.data?.rows ?? [])}
    />
  );
}

function Entries({ where }: { where: Where | undefined }) {
  const say = useSay();
  const ledger = useModel('stock_value') as unknown as { movements?: Record<string, { label: Text }> } | undefined;
  const found = useValueEntries(where, true);
  const columns: ColumnsType<ValueEntry> = [
    {
      key: 'day',
      title: say(texts.day),
      width: 110,
      render: (_, row) => <span className="number">{day(row.business_date)}</span>,
    },
    {
      key: 'movement',
      title: say(texts.movement),
      width: 130,
      render: (_, row) => say(ledger?.movements?.[row.movement]?.label),
    },
    { key: 'item', title: say(texts.item), width: 180, render: (_, row) => <RecordAnchor link={row.item} to="item" /> },
    { key: 'site', title: say(texts.site), width: 70, render: (_, row) => row.site.label },
    {
      key: 'quantity',
      ...number(say(texts.quantity)),
      render: (_, row) => <Amount quantity={row.quantity} unit="" signed />,
    },
    {
      key: 'value',
      ...number(say(texts.amount), 130),
      render: (_, row) => <Money value={row.value} signed />,
    },
    {
      key: 'cause',
      title: say(texts.cause),
      width: 180,
      render: (_, row) => <RecordAnchor link={row.cause} to={row.cause.model} />,
    },
  ];
  return (
    <Rows
      rows={found.data?.rows}
      error={found.error}
      columns={columns}
      rowKey={(row) => row.id}
      total={found.data?.total ?? new Decimal(0)}
      {...(found.data && found.data.rows.length === SHOWN ? { note: say(texts.newest, { count: SHOWN }) } : {})}
    />
  );
}

function Item({ item, name }: { item: Worth['item']; name: string }) {
  return (
    <span className="stock-name">
      <RecordAnchor link={item} to="item" /> <span>{name}</span>
    </span>
  );
}
