/** What the characteristic asks for, and where the values lie between its limits: a drift is seen before it rejects. */
import { useSay } from '../../kit/language';
import type { Described } from './data';
import { limitsOf } from './Lines';
import { beyond, type Characteristic, type Reading, type Side } from './model';
import { texts } from './texts';

const WIDTH = 600;
const HEIGHT = 120;
const SIDE = 56;
const TOP = 10;

interface Props {
  line: Characteristic;
  described: Described | undefined;
  readings: readonly Reading[];
}

export function Spec({ line, described, readings }: Props) {
  const say = useSay();
  const unit = described?.unit ?? '';
  return (
    <section className="insp-spec">
      <p>
        <strong className="number">{limitsOf(line, unit)}</strong>
        {line.target !== null && <span className="count">{say(texts.target, { target: line.target })}</span>}
        {described?.method && (
          <span className="count">
            {say(texts.method)} {described.method}
          </span>
        )}
      </p>
      <Plot line={line} readings={readings} />
    </section>
  );
}

/** How far the axis goes beyond the limits, as a share of their distance; what lies further is drawn at its edge. */
const BEYOND = 0.5;

interface Axis {
  least: number;
  most: number;
}

/** The axis always holds the limits; one wild value does not press all others onto a line. */
export function axisOf(line: Characteristic, values: readonly number[]): Axis | undefined {
  const marks = [line.lower, line.target, line.upper].filter((each): each is number => each !== null);
  if (marks.length === 0) return undefined;
  const [low, high] = [Math.min(...marks), Math.max(...marks)];
  const spread = high - low || Math.max(...values.map((each) => Math.abs(each - low)), 0) || 1;
  return { least: low - BEYOND * spread, most: high + BEYOND * spread };
}

function Plot({ line, readings }: { line: Characteristic; readings: readonly Reading[] }) {
  const say = useSay();
  const values = readings.flatMap((each) =>
    each.value === null || each.sample_no === null ? [] : [{ piece: each.sample_no, value: each.value }],
  );
  const axis = axisOf(
    line,
    values.map((each) => Number(each.value)),
  );
  if (!axis) return null;
  const y = (value: number) => {
    const inside = Math.min(axis.most, Math.max(axis.least, value));
    return TOP + ((axis.most - inside) / (axis.most - axis.least)) * (HEIGHT - 2 * TOP);
  };
  const x = (piece: number) => SIDE + ((piece - 0.5) / line.sample_size) * (WIDTH - SIDE - 8);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={say(texts.values)}>
      {[line.lower, line.target, line.upper].map((mark, at) =>
        mark === null ? null : (
          <g key={at}>
            <line className={at === 1 ? 'target' : 'limit'} x1={SIDE} x2={WIDTH} y1={y(mark)} y2={y(mark)} />
            <text x={SIDE - 8} y={y(mark) + 4} textAnchor="end">
              {mark}
            </text>
          </g>
        ),
      )}
      {values.map(({ piece, value }) => (
        <Dot key={piece} x={x(piece)} y={y(Number(value))} side={beyond(value, line)} />
      ))}
    </svg>
  );
}

/** A circle within the limits, a triangle that points outwards beyond them. */
function Dot({ x, y, side }: { x: number; y: number; side: Side }) {
  if (!side) return <circle className="dot" cx={x} cy={y} r={4} />;
  const tip = side === 'high' ? -6 : 6;
  return <path className="dot out" d={`M${x} ${y + tip}l6 ${-1.7 * tip}h-12Z`} />;
}
