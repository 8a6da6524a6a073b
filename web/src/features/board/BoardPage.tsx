/** Quality beside operations on one page; every figure opens the records it was added up from. */
import { Segmented } from 'antd';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../api/problem';
import { operate, type Where } from '../../api/records';
import type { Text } from '../../api/definitions';
import { useModel } from '../../api/queries';
import { grouped } from '../../kit/format';
import { instant } from '../../kit/times';
import { useSay } from '../../kit/language';
import { Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { before, periodOf, type Kind, type Period } from './period';
import './board.css';
import { texts } from './texts';

interface Drill {
  model: string;
  where: Where;
}
interface Figure {
  key: string;
  label: Text;
  value: string | null;
  numerator: string | null;
  denominator: string | null;
  unit: string;
  drill: Drill;
}
interface Age {
  from: number | null;
  below: number | null;
  lots: number;
  drill: Drill;
}
interface Figures {
  figures: Figure[];
  ageing?: Age[];
}

/** Figures in which more is worse. */
const WORSE = new Set(['ppm', 'price_change']);
const KINDS = ['month', 'last_month', 'quarter', 'year'] as const;

/** The figures of an app; nothing where this user may not see them. */
async function figuresOf(app: string, period: Period): Promise<Figures> {
  try {
    return await operate<Figures>(`${app}.board_figures`, { ...period });
  } catch (error) {
    if (error instanceof Problem && error.status === 403) return { figures: [] };
    throw error;
  }
}

async function all(period: Period): Promise<Figures> {
  const [quality, purchasing] = await Promise.all([figuresOf('quality', period), figuresOf('purchasing', period)]);
  return { figures: [...quality.figures, ...purchasing.figures], ageing: quality.ageing ?? [] };
}

export default function BoardPage() {
  const say = useSay();
  const [kind, setKind] = useState<Kind>('month');
  const [today] = useState(() => new Date());
  const ask = (period: Period) => ({ queryKey: ['list', 'board', period], queryFn: () => all(period) });
  const now = useQuery(ask(periodOf(kind, today)));
  const then = useQuery(ask(before(kind, today)));
  return (
    <PageFrame
      title={say(texts.title)}
      help={say(texts.help)}
      testId="board"
      beside={
        now.dataUpdatedAt > 0 && (
          <span className="count">{say(texts.asOf, { time: instant(new Date(now.dataUpdatedAt).toISOString()) })}</span>
        )
      }
      actions={
        <Segmented
          value={kind}
          options={KINDS.map((value) => ({ value, label: say(texts[value]) }))}
          onChange={(value) => setKind(value as Kind)}
        />
      }
    >
      <ProblemAlert problem={now.error ?? then.error} />
      {now.isPending && <Loading />}
      <div className="tiles">
        {now.data?.figures.map((figure) => (
          <Tile
            key={figure.key}
            figure={figure}
            earlier={then.data?.figures.find((each) => each.key === figure.key)?.value ?? null}
          />
        ))}
      </div>
      {now.data?.ageing && now.data.ageing.length > 0 && <Ageing ages={now.data.ageing} />}
    </PageFrame>
  );
}

function Tile({ figure, earlier }: { figure: Figure; earlier: string | null }) {
  const say = useSay();
  const known = figure.value !== null;
  return (
    <section className="tile panel" data-testid={`figure-${figure.key}`}>
      <h2>{say(figure.label)}</h2>
      <p className="tile-value">
        {figure.value === null ? (
          <span className="none">{say(texts.none)}</span>
        ) : (
          <>
            <span className="number">{grouped(figure.value)}</span> <span className="unit">{figure.unit}</span>
          </>
        )}
      </p>
      {known && (
        <p className="count">
          {say(texts.of, { part: grouped(figure.numerator ?? '0'), whole: grouped(figure.denominator ?? '0') })}
        </p>
      )}
      {known && earlier !== null && <Change figure={figure} earlier={earlier} />}
      <Open drill={figure.drill} />
    </section>
  );
}

function Change({ figure, earlier }: { figure: Figure; earlier: string }) {
  const say = useSay();
  const change = Number(figure.value) - Number(earlier);
  if (change === 0) return null;
  const bad = WORSE.has(figure.key) ? change > 0 : change < 0;
  const words = `${change > 0 ? '+' : '−'}${grouped(Math.abs(change), 2)} ${figure.unit === '%' ? say(texts.points) : figure.unit}`;
  return (
    <p className={bad ? 'tone-bad' : 'tone-good'}>
      {change > 0 ? '▲' : '▼'} {say(texts.against, { change: words })}
    </p>
  );
}

/** The way to the records of a figure, where this user may read them. */
function Open({ drill, words }: { drill: Drill; words?: string }) {
  const say = useSay();
  const model = useModel(drill.model);
  if (!model) return words ? <span>{words}</span> : null;
  return (
    <Link className="anchor" to={`/m/${drill.model}`} search={{ where: drill.where } as never}>
      {words ?? say(texts.open)}
    </Link>
  );
}

function Ageing({ ages }: { ages: Age[] }) {
  const say = useSay();
  const most = Math.max(1, ...ages.map((age) => age.lots));
  const words = (age: Age) =>
    age.from === null
      ? say(texts.below, { below: age.below ?? 0 })
      : age.below === null
        ? say(texts.above, { from: age.from })
        : say(texts.between, { from: age.from, below: age.below });
  return (
    <section className="panel ageing">
      <h2>{say(texts.ageing)}</h2>
      <ul>
        {ages.map((age) => (
          <li key={String(age.from)}>
            <span>{words(age)}</span>
            <span className="ageing-bar">
              <span style={{ width: `${(age.lots / most) * 100}%` }} />
            </span>
            <Open drill={age.drill} words={say(texts.lots, { count: age.lots })} />
          </li>
        ))}
      </ul>
    </section>
  );
}
