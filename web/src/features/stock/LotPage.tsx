/** One page per lot: what stands where in which status, why, what can be done with it, and what happened to it. */
import { Button } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import Decimal from 'decimal.js';
import { Link, useParams } from '@tanstack/react-router';
import { isMissing } from '../../api/problem';
import { useModel, useRecord } from '../../api/queries';
import type { Link as RecordLink, Row } from '../../api/records';
import { DataTable } from '../../kit/DataTable';
import { day, grouped, instant, NONE } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, FactsStrip, Loading, PageFrame, ProblemAlert, Region } from '../../kit/parts';
import { Missing } from '../../kit/record/RecordPage';
import { RecordAnchor } from '../../kit/show';
import { TabStrip } from '../../kit/Tabs';
import { StatusBadge, ToneShape } from '../../kit/tones';
import { Unit, useMoneyUnit } from '../../kit/unit';
import {
  STATUSES,
  useBalances,
  useMovements,
  useStatusLabels,
  useStockEntries,
  type Balance,
  type StockEntry,
} from './data';
import { HoldButton } from './HoldButton';
import { Documents } from './Documents';
import { allowedOf } from './matrix';
import { sum, useWorth, type Worth } from './values';
import './stock.css';
import { texts } from './texts';

export default function LotPage() {
  const { name } = useParams({ strict: false });
  const lot = useRecord('lot', name);
  const item = useRecord('item', (lot.data?.['item'] as unknown as RecordLink | undefined)?.id);
  const model = useModel('lot');
  if (lot.error)
    return model && isMissing(lot.error) ? (
      <Missing name="lot" model={model} id={name ?? ''} />
    ) : (
      <ProblemAlert problem={lot.error} />
    );
  if (!lot.data) return <Loading />;
  return <Lot row={lot.data} item={item.data} />;
}

function Lot({ row, item }: { row: Row; item: Row | undefined }) {
  const say = useSay();
  const where = { field: 'lot', op: 'eq', value: row.id };
  const found = useBalances(where);
  const worth = useWorth('location', where);
  const balances = (found.data ?? []).filter((each) => !new Decimal(each.quantity).isZero());
  const unit = (item?.['unit'] as unknown as RecordLink | undefined)?.label ?? '';
  const supplier = row['supplier'] as unknown as RecordLink | null;
  const master = row['item'] as unknown as RecordLink;
  return (
    <PageFrame
      title={String(row['code'])}
      testId="lot-page"
      above={
        <>
          <RecordAnchor link={master} to="item" /> {String(item?.['name'] ?? '')}
        </>
      }
      beside={<States balances={balances} unit={unit} />}
      actions={
        <>
          <HoldButton lot={row.id} code={String(row['code'])} />
          <Link to="/trace" search={{ from: `lot:${row.id}` } as never}>
            <Button>{say(texts.trace)}</Button>
          </Link>
        </>
      }
    >
      <FactsStrip
        facts={[
          {
            key: 'supplier',
            label: say(texts.supplier),
            value: supplier ? <RecordAnchor link={supplier} to="partner" /> : NONE,
          },
          { key: 'supplier_lot', label: say(texts.supplierLot), value: String(row['supplier_lot'] ?? NONE) },
          { key: 'made_on', label: say(texts.madeOn), value: row['made_on'] ? day(String(row['made_on'])) : NONE },
          {
            key: 'expires_on',
            label: say(texts.expiresOn),
            value: row['expires_on'] ? day(String(row['expires_on'])) : NONE,
          },
          ...(worth.data && worth.data.rows.length > 0
            ? [{ key: 'value', label: say(texts.value), value: <LotValue worth={worth.data} /> }]
            : []),
        ]}
      />
      <ProblemAlert problem={found.error} />
      <div className="lot-grid">
        <section className="panel">
          <h2>{say(texts.onHand)}</h2>
          {found.data && balances.length === 0 ? (
            <EmptyState title={say(texts.noneLeft)} />
          ) : (
            <OnHand balances={balances} unit={unit} loading={found.isPending} />
          )}
        </section>
        <section className="panel">
          <h2>{say(texts.rules)}</h2>
          <Rules balances={balances} />
        </section>
      </div>
      <Region>
        <TabStrip
          label={String(row['code'])}
          items={[
            { key: 'movements', label: say(texts.movements), children: <Movements lot={row.id} unit={unit} /> },
            {
              key: 'inspections',
              label: say(texts.inspections),
              children: (
                <Documents
                  model="inspection_lot"
                  field="lot"
                  id={row.id}
                  columns={['number', 'origin', 'quantity', 'verdict', 'state']}
                />
              ),
            },
            {
              key: 'reports',
              label: say(texts.reports),
              children: (
                <Documents
                  model="nonconformance"
                  field="lot"
                  id={row.id}
                  columns={['number', 'origin', 'quantity', 'state']}
                />
              ),
            },
          ]}
        />
      </Region>
    </PageFrame>
  );
}

function LotValue({ worth }: { worth: { currency: string; rows: Worth[] } }) {
  const money = useMoneyUnit();
  if (worth.rows.every((each) => each.value === null))
    return <StatusBadge field="valuation" value="unvalued" label={texts.unvalued} />;
  return (
    <span className="number" data-testid="lot-value">
      {grouped(sum(worth.rows).toFixed(), 2)} <span className="unit">{money(worth.currency)}</span>
    </span>
  );
}

/** Each status that has a quantity, the worst first, with how much. */
function States({ balances, unit }: { balances: Balance[]; unit: string }) {
  const say = useSay();
  const labels = useStatusLabels();
  const sums = new Map<string, Decimal>();
  for (const each of balances) sums.set(each.status, (sums.get(each.status) ?? new Decimal(0)).plus(each.quantity));
  if (sums.size === 0) return <StatusBadge field="status" value="gone" label={texts.gone} big />;
  const held = balances.some((each) => each.held > 0);
  return (
    <span className="lot-states">
      {held && <StatusBadge field="hold" value="active" label={texts.heldBy} big />}
      {[...STATUSES].reverse().map((status) => {
        const sum = sums.get(status);
        if (!sum) return null;
        return (
          <span key={status} className="lot-state">
            <StatusBadge field="status" value={status} label={labels[status] ?? null} big />
            <span className="number">
              {grouped(sum.toFixed())} <Unit code={unit} />
            </span>
          </span>
        );
      })}
      <span className="hidden">{say(texts.quantity)}</span>
    </span>
  );
}

function OnHand({ balances, unit, loading }: { balances: Balance[]; unit: string; loading: boolean }) {
  const say = useSay();
  const labels = useStatusLabels();
  const columns: ColumnsType<Balance> = [
    { title: say(texts.place), render: (_, row) => <RecordAnchor link={row.location} to="location" /> },
    {
      title: say(texts.status),
      render: (_, row) => <StatusBadge field="status" value={row.status} label={labels[row.status] ?? null} />,
    },
    {
      title: say(texts.quantity),
      align: 'right',
      render: (_, row) => (
        <span className="number">
          {grouped(row.quantity)} <Unit code={unit} />
        </span>
      ),
    },
    {
      title: say(texts.reserved),
      align: 'right',
      render: (_, row) => (Number(row.reserved) ? grouped(row.reserved) : <span className="none">{NONE}</span>),
    },
    { title: say(texts.whyBlocked), render: (_, row) => <Why balance={row} /> },
  ];
  return (
    <DataTable<Balance>
      size="small"
      loading={loading}
      rowKey={(row) => `${row.location.id} ${row.status} ${row.cover?.id ?? ''} ${row.owner?.id ?? ''}`}
      columns={columns}
      dataSource={balances}
      pagination={false}
      scroll={{ x: 'max-content' }}
    />
  );
}

/** The document that answers for the quantity, and the holds over it; what is free says so. */
function Why({ balance }: { balance: Balance }) {
  const say = useSay();
  const cover = useModel(balance.cover?.model ?? '');
  if (!balance.cover && balance.held === 0)
    return (
      <span className="tone-good lot-why">
        <ToneShape tone="good" /> {say(texts.free)}
      </span>
    );
  return (
    <span className="lot-why">
      {balance.cover && (
        <span>
          {say(cover?.label)} <RecordAnchor link={balance.cover} to={balance.cover.model} />
        </span>
      )}
      {balance.held > 0 && (
        <span className="tone-bad">
          <ToneShape tone="held" /> {say(texts.heldOther, { count: balance.held })}
        </span>
      )}
    </span>
  );
}

/** What can be done with it, per status, in words of the movements. */
function Rules({ balances }: { balances: Balance[] }) {
  const say = useSay();
  const movements = useMovements();
  const labels = useStatusLabels();
  const kinds = new Map(balances.map((each) => [`${each.status} ${each.held > 0}`, each]));
  const words = (keys: string[]) => keys.map((key) => say(movements[key]?.label)).join('、') || NONE;
  return (
    <ul className="lot-rules" data-testid="rules">
      {[...kinds.values()].map((each) => {
        const allowed = allowedOf(movements, each.status, each.held > 0);
        return (
          <li key={`${each.status} ${each.held > 0}`}>
            <p>
              <StatusBadge field="status" value={each.status} label={labels[each.status] ?? null} />
              {each.held > 0 && <StatusBadge field="hold" value="active" label={texts.heldBy} />}
            </p>
            <dl>
              <dt className="tone-good">{say(texts.can)}</dt>
              <dd>{words(allowed.open)}</dd>
              <dt className="tone-held">{say(texts.canWith)}</dt>
              <dd>{words(allowed.restricted)}</dd>
              <dt className="tone-bad">{say(texts.cannot)}</dt>
              <dd>{words(allowed.closed)}</dd>
            </dl>
          </li>
        );
      })}
    </ul>
  );
}

function Movements({ lot, unit }: { lot: string; unit: string }) {
  const say = useSay();
  const movements = useMovements();
  const labels = useStatusLabels();
  const found = useStockEntries({ field: 'lot', op: 'eq', value: lot });
  const columns: ColumnsType<StockEntry> = [
    { title: say(texts.at), render: (_, row) => <span className="number">{instant(row.posted_at)}</span> },
    { title: say(texts.movement), render: (_, row) => say(movements[row.movement]?.label) },
    { title: say(texts.place), render: (_, row) => row.location.label },
    {
      title: say(texts.status),
      render: (_, row) => <StatusBadge field="status" value={row.status} label={labels[row.status] ?? null} />,
    },
    {
      title: say(texts.quantity),
      align: 'right',
      render: (_, row) => (
        <span className="number">
          {Number(row.quantity) > 0 ? '+' : '−'}
          {grouped(row.quantity.replace('-', ''))} <Unit code={unit} />
        </span>
      ),
    },
    { title: say(texts.cause), render: (_, row) => <RecordAnchor link={row.cause} to={row.cause.model} /> },
    { title: say(texts.who), render: (_, row) => row.posted_by.label },
  ];
  return (
    <>
      <ProblemAlert problem={found.error} />
      <DataTable<StockEntry>
        size="small"
        rowKey="id"
        loading={found.isPending}
        columns={columns}
        dataSource={found.data ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
      />
    </>
  );
}
