/** A supplier's rating: where it stands, how it got there, and the facts behind each part. */
import { Link } from '@tanstack/react-router';
import { useList, useModel, useRecord } from '../../api/queries';
import { DataTable } from '../../kit/DataTable';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, ProblemAlert } from '../../kit/parts';
import { StatusBadge } from '../../kit/tones';
import { mainParts, newestVersions, type Part, type Rated } from './ratings';
import './suppliers.css';
import { texts } from './texts';

/** Where the facts of a part are kept. */
const FACTS: Record<string, string> = {
  quality: 'inspection_lot',
  delivery: 'supplier_schedule',
  price: 'supplier_delivery',
  service: 'supplier_corrective_action',
};
const IN_ONE_FILTER = 200;

export default function RatingTab({ id }: { id: string; model: string }) {
  const say = useSay();
  const model = useModel('supplier_rating');
  const found = useList(
    'supplier_rating',
    { where: { field: 'supplier', op: 'eq', value: id }, sort: '-period_to,-revision', limit: 60 },
    model !== undefined,
  );
  if (!model) return null;
  if (found.isPending) return <Loading />;
  const rated = newestVersions(found.data?.pages.flatMap((page) => page.rows) ?? []);
  const last = rated.at(-1);
  return (
    <>
      <ProblemAlert problem={found.error} />
      {last ? <Rating rated={rated} last={last} /> : <EmptyState title={say(texts.none)} text={say(texts.noneText)} />}
    </>
  );
}

function Rating({ rated, last }: { rated: Rated[]; last: Rated }) {
  const say = useSay();
  const grades = useModel('supplier_rating')?.fields['grade']?.choices ?? [];
  const before = rated.at(-2)?.total;
  const change = last.total !== null && before !== null && before !== undefined ? last.total - before : undefined;
  return (
    <div className="rating" data-testid="rating">
      <div className="rating-head">
        <p className="rating-total">
          <span className="number">{last.total === null ? '—' : grouped(last.total, 1)}</span>
          <StatusBadge
            field="grade"
            value={last.grade}
            label={grades.find((each) => each.key === last.grade)?.label ?? null}
            big
          />
        </p>
        <p className="count">
          {say(texts.period, { from: last.from, to: last.to })}
          {last.provisional && ` · ${say(texts.provisional)}`}
        </p>
        {change !== undefined && (
          <p className={change < 0 ? 'tone-bad' : 'tone-good'}>
            {change < 0 ? '▼' : '▲'}{' '}
            {say(texts.change, { change: `${change < 0 ? '−' : '+'}${grouped(Math.abs(change), 1)}` })}
          </p>
        )}
        <Link className="anchor" to={`/m/supplier_rating/${last.id}`}>
          {say(texts.more)}
        </Link>
      </div>
      <Trend rated={rated} />
      <Parts rating={last.id} />
    </div>
  );
}

const [WIDTH, HEIGHT, LEFT, FOOT] = [560, 170, 30, 22];

/** Totals from 0 to 100 by period, with the limits of the grades. */
function Trend({ rated }: { rated: Rated[] }) {
  const say = useSay();
  const shown = rated.slice(-12);
  const x = (at: number) => LEFT + ((at + 0.5) / shown.length) * (WIDTH - LEFT);
  const y = (total: number) => 8 + ((100 - total) / 100) * (HEIGHT - FOOT - 8);
  const points = shown.flatMap((each, at) => (each.total === null ? [] : [{ each, x: x(at), y: y(each.total) }]));
  return (
    <figure className="rating-trend">
      <figcaption>{say(texts.trend)}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={say(texts.trend)}>
        {[0, 50, 100].map((mark) => (
          <g key={mark}>
            <line x1={LEFT} x2={WIDTH} y1={y(mark)} y2={y(mark)} />
            <text x={LEFT - 6} y={y(mark) + 4} textAnchor="end">
              {mark}
            </text>
          </g>
        ))}
        <polyline points={points.map((each) => `${each.x},${each.y}`).join(' ')} />
        {points.map((point) => (
          <circle key={point.each.to} cx={point.x} cy={point.y} r={4}>
            <title>{`${point.each.to}: ${grouped(point.each.total ?? 0, 1)}`}</title>
          </circle>
        ))}
        {shown.map((each, at) => (
          <text key={each.to} x={x(at)} y={HEIGHT - 5} textAnchor="middle">
            {each.to.slice(2, 7)}
          </text>
        ))}
      </svg>
    </figure>
  );
}

function Parts({ rating }: { rating: string }) {
  const say = useSay();
  const row = useRecord('supplier_rating', rating).data;
  const parts = mainParts((row?.['parts'] as unknown as Part[] | undefined) ?? []);
  const key = (part: Part) => part.path.split('/')[1] ?? '';
  const name = (part: Part) => {
    const text = texts[key(part) as 'quality' | 'delivery' | 'price' | 'service'] as
      (typeof texts)['quality'] | undefined;
    return text ? say(text) : key(part);
  };
  return (
    <DataTable<Part>
      size="small"
      rowKey="path"
      loading={!row}
      pagination={false}
      dataSource={parts}
      columns={[
        { title: say(texts.part), render: (_, part) => name(part) },
        { title: say(texts.weight), align: 'right', render: (_, part) => (part.weight ? grouped(part.weight) : '') },
        {
          title: say(texts.score),
          align: 'right',
          render: (_, part) =>
            part.score === null ? <span className="none">{say(texts.noData)}</span> : grouped(part.score, 1),
        },
        { title: say(texts.facts), render: (_, part) => <Facts model={FACTS[key(part)]} ids={part.facts} /> },
      ]}
    />
  );
}

/** The way to the rows a part was computed from. */
function Facts({ model, ids }: { model: string | undefined; ids: string[] }) {
  const say = useSay();
  const readable = useModel(model ?? '');
  if (ids.length === 0) return <span className="none">—</span>;
  const words = say(texts.rows, { count: ids.length });
  if (!readable || !model) return <span>{words}</span>;
  const where = { field: 'id', op: 'in', value: ids.slice(0, IN_ONE_FILTER) };
  return (
    <Link className="anchor" to={`/m/${model}`} search={{ where, as: 'list' } as never}>
      {words}
    </Link>
  );
}
