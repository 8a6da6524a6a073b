/** The lots that wait for inspection, the earliest due first; a row or a scanned lot opens entry. */
import { Link, useNavigate } from '@tanstack/react-router';
import { useList, useModel } from '../../api/queries';
import { records, type Link as RecordLink, type Row } from '../../api/records';
import { instant } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { Quantity } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { useScanner } from '../../kit/scanner';
import './inspection.css';
import { texts } from './texts';

const OPEN = { field: 'state', op: 'in', value: ['created', 'in_progress'] };

/** The open inspection lot over a scanned lot, or of a scanned number. */
async function lotOf(scanned: string): Promise<string | undefined> {
  const either = ['number', 'lot.code', 'lot.supplier_lot'].map((field) => ({ field, op: 'eq', value: scanned }));
  const found = await records.list('inspection_lot', {
    where: { and: [OPEN, { or: either }] },
    fields: 'id,number',
    limit: 1,
  });
  return found.rows[0]?.number;
}

export default function QueuePage() {
  const say = useSay();
  const navigate = useNavigate();
  const found = useList('inspection_lot', {
    where: OPEN,
    sort: 'due_at,number',
    fields: 'id,number,item,item.name,item.unit,lot,supplier,quantity,sample_size,severity,state,due_at',
    count: 'exact',
  });
  useScanner((text) => {
    void lotOf(text).then((number) =>
      number ? navigate({ to: `/inspect/${encodeURIComponent(number)}` }) : undefined,
    );
  });
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <PageFrame
      title={say(texts.queue)}
      help={say(texts.queueHelp)}
      beside={<Count count={found.data?.pages[0]?.count} />}
    >
      <ProblemAlert problem={found.error} />
      {found.isPending && <Loading />}
      {found.data && rows.length === 0 && <EmptyState title={say(texts.queueEmpty)} text={say(texts.queueEmptyText)} />}
      <ul className="insp-queue" data-testid="queue">
        {rows.map((row) => (
          <Waiting key={row.id} row={row} />
        ))}
      </ul>
      {found.hasNextPage && (
        <button type="button" className="plain-button" onClick={() => void found.fetchNextPage()}>
          …
        </button>
      )}
    </PageFrame>
  );
}

function Count({ count }: { count: number | null | undefined }) {
  return count === null || count === undefined ? null : <span className="count">{count}</span>;
}

function Waiting({ row }: { row: Row }) {
  const say = useSay();
  const model = useModel('inspection_lot');
  const item = row['item'] as unknown as RecordLink;
  const lot = row['lot'] as unknown as RecordLink;
  const supplier = row['supplier'] as unknown as RecordLink | null;
  const unit = (row['item.unit'] as unknown as RecordLink | null)?.label ?? '';
  const due = typeof row['due_at'] === 'string' ? row['due_at'] : undefined;
  const late = due !== undefined && new Date(due) < new Date();
  return (
    <li>
      <Link to={`/inspect/${encodeURIComponent(String(row.number))}`}>
        <span className="insp-queue-what">
          <strong>
            {item.number} {String(row['item.name'] ?? '')}
          </strong>
          <span className="count">
            {row.number} · {say(texts.lot)} {lot.number}
            {supplier ? ` · ${supplier.label}` : ''}
          </span>
        </span>
        <span className="insp-queue-size">
          <Quantity value={row['quantity']} unit={unit} />
          {row['sample_size'] !== null && <span className="count">n = {String(row['sample_size'])}</span>}
        </span>
        <span className="insp-queue-due">
          <StatusBadge
            field="state"
            value={String(row.state)}
            label={model?.states?.labels[String(row.state)] ?? null}
          />
          {due && (
            <span className={late ? 'wrong' : 'count'}>
              {say(texts.due)} {instant(due)}
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
