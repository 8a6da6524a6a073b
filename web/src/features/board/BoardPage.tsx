/** Quality beside operations on one page; every figure opens the records it was added up from. */
import { Button, Segmented } from 'antd';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWall } from './wall';
import { operate, records, type Where } from '../../api/records';
import type { Text } from '../../api/definitions';
import { useMayOperate, useModel } from '../../api/queries';
import { compact, grouped, percent } from '../../kit/format';
import { instant } from '../../kit/times';
import { useLanguage, useSay } from '../../kit/language';
import { Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { ToneShape } from '../../kit/tones';
import { useMoneyUnit } from '../../kit/unit';
import { before, periodOf, type Kind, type Period } from './period';
import './board.css';
import { texts } from './texts';

interface Drill {
  model: string;
  where: Where | null;
  /** Of a ledger: which of its views. */
  view?: string;
}
interface Part {
  key: string;
  label: Text;
  value: string;
  /** What it is of the whole, in percent. */
  share?: string | null;
  drill: Drill;
}
/** A supplier that has most of what a figure counts against. */
interface Reason {
  supplier: string;
  value: string | number;
  drill: Drill;
}
interface Figure {
  key: string;
  label: Text;
  /** How it is defined, where its name does not say so. */
  note?: Text;
  value: string | null;
  numerator?: string | null;
  denominator?: string | null;
  unit: string;
  /** What the value is of a whole, in percent. */
  share?: string | null;
  parts?: Part[];
  why?: Reason[];
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
  unvalued?: { items: number; drill: Drill };
}
interface Board {
  quality: Figure[];
  stock: Figure[];
  ageing: Age[];
  unvalued: Figures['unvalued'];
}

/** Figures in which more is worse, and those in which it is neither. */
const WORSE = new Set(['ppm', 'price_change', 'unusable_value']);
const NEITHER = new Set(['stock_value']);
/** How often a board on a wall reads its figures anew. */
const WALL = 60_000;
const KINDS = ['month', 'last_month', 'quarter', 'year'] as const;

const NOTHING: Figures = { figures: [] };

/** The figures of the apps that let this user see theirs: of the others nothing is asked. */
async function all(period: Period, may: (operation: string) => boolean): Promise<Board> {
  const apps = ['quality', 'purchasing', 'stock'].map((app) =>
    may(`${app}.board_figures`) ? operate<Figures>(`${app}.board_figures`, { ...period }) : NOTHING,
  );
  const [quality, purchasing, stock] = (await Promise.all(apps)) as [Figures, Figures, Figures];
  return {
    quality: [...quality.figures, ...purchasing.figures],
    stock: stock.figures,
    ageing: quality.ageing ?? [],
    unvalued: stock.unvalued,
  };
}

export default function BoardPage() {
  const say = useSay();
  const [kind, setKind] = useState<Kind>('month');
  const [today] = useState(() => new Date());
  const may = useMayOperate();
  const wall = useWall();
  const ask = (period: Period) => ({
    queryKey: ['list', 'board', period],
    queryFn: () => all(period, (operation) => may?.(operation) ?? false),
    enabled: may !== undefined,
    refetchInterval: wall.on ? WALL : (false as const),
  });
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
        <>
          <Segmented
            value={kind}
            options={KINDS.map((value) => ({ value, label: say(texts[value]) }))}
            onChange={(value) => setKind(value as Kind)}
          />
          <Button onClick={wall.turn} data-testid="wall">
            {say(wall.on ? texts.wallOff : texts.wallOn)}
          </Button>
        </>
      }
    >
      <ProblemAlert problem={now.error ?? then.error} />
      {now.isPending && <Loading />}
      <Tiles figures={now.data?.quality ?? []} earlier={then.data?.quality ?? []} />
      <Tiles figures={now.data?.stock ?? []} earlier={then.data?.stock ?? []} />
      {now.data?.unvalued && now.data.unvalued.items > 0 && <Unvalued {...now.data.unvalued} />}
      {now.data && now.data.ageing.length > 0 && <Ageing ages={now.data.ageing} />}
    </PageFrame>
  );
}

function Tiles({ figures, earlier }: { figures: Figure[]; earlier: Figure[] }) {
  if (figures.length === 0) return null;
  return (
    <div className="tiles">
      {figures.map((figure) => (
        <Tile
          key={figure.key}
          figure={figure}
          earlier={earlier.find((each) => each.key === figure.key)?.value ?? null}
        />
      ))}
    </div>
  );
}

function Tile({ figure, earlier }: { figure: Figure; earlier: string | null }) {
  const say = useSay();
  const unit = useFigureUnit();
  const known = figure.value !== null;
  return (
    <section className="tile panel" data-testid={`figure-${figure.key}`}>
      <h2>{say(figure.label)}</h2>
      <p className="tile-value">
        {figure.value === null ? (
          <span className="none">{say(texts.none)}</span>
        ) : (
          <>
            <Headline figure={figure} /> <span className="unit">{unit(figure.unit)}</span>
          </>
        )}
      </p>
      {known && <Basis figure={figure} />}
      {known && earlier !== null && <Change figure={figure} earlier={earlier} />}
      {figure.parts && figure.parts.length > 0 && (
        <ul className="tile-parts">
          {figure.parts.map((part) => (
            <li key={part.key}>
              <span>{say(part.label)}</span> <Open drill={part.drill} words={grouped(part.value, 2)} />
              {part.share && <small className="count"> {percent(part.share)}</small>}
            </li>
          ))}
        </ul>
      )}
      {figure.why && figure.why.length > 0 && <Why figure={figure} reasons={figure.why} />}
      {figure.note && <p className="tile-note">{say(figure.note)}</p>}
      <Open drill={figure.drill} />
    </section>
  );
}

/** Whether a figure is an amount of money: its unit is the code of a currency. */
const isMoney = (figure: Figure) => /^[A-Z]{3}$/.test(figure.unit);

/** An amount of money is rounded to what is read at a glance; the exact one stands below it. */
function Headline({ figure }: { figure: Figure }) {
  const language = useLanguage();
  const value = figure.value ?? '0';
  return <span className="number">{isMoney(figure) ? compact(value, language) : grouped(value)}</span>;
}

/** What a figure is made of. */
function Basis({ figure }: { figure: Figure }) {
  const say = useSay();
  const unit = useFigureUnit();
  const money = isMoney(figure);
  const amount = (value: string | null | undefined) => grouped(value ?? '0', figure.unit === 'times' ? 2 : undefined);
  if (figure.key === 'turnover')
    return (
      <p className="count">{say(texts.turned, { cost: amount(figure.numerator), mean: amount(figure.denominator) })}</p>
    );
  if (!money)
    return (
      <p className="count">{say(texts.of, { part: amount(figure.numerator), whole: amount(figure.denominator) })}</p>
    );
  return (
    <p className="count">
      <span className="number">{grouped(figure.value ?? '0', 2)}</span> {unit(figure.unit)}
      {figure.share && <> · {say(texts.shareOf, { share: percent(figure.share) })}</>}
    </p>
  );
}

/** The suppliers behind a figure, most first; each opens its records. */
function Why({ figure, reasons }: { figure: Figure; reasons: Reason[] }) {
  const say = useSay();
  const ids = reasons.map((each) => each.supplier);
  const names = useQuery({
    queryKey: ['list', 'partner', 'named', ids],
    queryFn: () => records.list('partner', { where: { field: 'id', op: 'in', value: ids }, fields: 'code,name' }),
    enabled: useModel('partner') !== undefined,
    staleTime: 300_000,
  });
  const name = (id: string) => String(names.data?.rows.find((row) => row.id === id)?.['name'] ?? '');
  const unit = say(figure.unit === '%' ? texts.rejectedLots : texts.badPieces);
  return (
    <section className="tile-why">
      <h3>{say(texts.why)}</h3>
      <ol>
        {reasons.map((each) => (
          <li key={each.supplier}>
            <span>{name(each.supplier)}</span>
            <Open drill={each.drill} words={`${grouped(each.value)} ${unit}`} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Unvalued({ items, drill }: { items: number; drill: Drill }) {
  const say = useSay();
  return (
    <p className="tile-warning tone-held">
      <ToneShape tone="held" /> {say(texts.unvalued, { count: items })} <Open drill={drill} words={say(texts.list)} />
    </p>
  );
}

function useFigureUnit(): (unit: string) => string {
  const say = useSay();
  const money = useMoneyUnit();
  return (unit) => (unit === 'times' ? say(texts.times) : money(unit));
}

function Change({ figure, earlier }: { figure: Figure; earlier: string }) {
  const say = useSay();
  const unit = useFigureUnit();
  const change = Number(figure.value) - Number(earlier);
  if (change === 0) return null;
  const bad = WORSE.has(figure.key) ? change > 0 : change < 0;
  const tone = NEITHER.has(figure.key) ? 'count' : bad ? 'tone-bad' : 'tone-good';
  const words = `${change > 0 ? '+' : '−'}${grouped(Math.abs(change), 2)} ${figure.unit === '%' ? say(texts.points) : unit(figure.unit)}`;
  return (
    <p className={tone}>
      {change > 0 ? '▲' : '▼'} {say(texts.against, { change: words })}
    </p>
  );
}

/** The way to the records of a figure, where this user may read them. */
function Open({ drill, words }: { drill: Drill; words?: string }) {
  const say = useSay();
  const model = useModel(drill.model);
  if (!model) return words ? <span>{words}</span> : null;
  const search = { ...(drill.view ? { view: drill.view } : {}), ...(drill.where ? { where: drill.where } : {}) };
  return (
    <Link className="anchor" to={drill.view ? `/${drill.model}` : `/m/${drill.model}`} search={search as never}>
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
