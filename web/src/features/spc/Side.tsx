/** Limits, rules and capability beside the plots. */
import { useSay } from '../../kit/language';
import { instant } from '../../kit/format';
import { ToneShape } from '../../kit/tones';
import type { Capability, ChartData } from './data';
import { texts } from './texts';

const shown = (value: number | null | undefined, decimals: number): string =>
  value === null || value === undefined ? '—' : value.toFixed(decimals);

export function Side({ data }: { data: ChartData }) {
  return (
    <aside className="spc-side">
      <Limits data={data} />
      <CapabilityBox data={data} />
      <Rules data={data} />
    </aside>
  );
}

function Limits({ data }: { data: ChartData }) {
  const say = useSay();
  const version = data.phases.at(-1)?.version ?? null;
  return (
    <section className="panel">
      <h2>{version ? say(texts.inForce, { version: version.version_no }) : say(texts.limits)}</h2>
      <dl className="spc-facts">
        {data.plots.map((plot) => (
          <div key={plot.kind}>
            <dt>{say(texts[plot.kind as 'xbar'])}</dt>
            <dd className="number">
              {shown(plot.lower.at(-1), 4)} · {shown(plot.center.at(-1), 4)} · {shown(plot.upper.at(-1), 4)}
            </dd>
          </div>
        ))}
        {version ? (
          <>
            <div>
              <dt>{say(texts.frozen)}</dt>
              <dd>{instant(version.frozen_at)}</dd>
            </div>
            <div>
              <dt>{say(texts.reason)}</dt>
              <dd>{version.reason}</dd>
            </div>
          </>
        ) : (
          <div>
            <dt>{say(texts.limits)}</dt>
            <dd>{say(texts.preliminary)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function CapabilityBox({ data }: { data: ChartData }) {
  const say = useSay();
  const { lower, upper } = data.specification;
  const found = data.capability;
  const spec = [lower === null ? '' : `≥ ${lower}`, upper === null ? '' : `≤ ${upper}`].filter(Boolean).join(' · ');
  return (
    <section className="panel" data-testid="capability">
      <h2>
        {say(texts.capability)} <Stable found={found} />
      </h2>
      {spec && (
        <p className="count">
          {say(texts.specification)} {spec}
        </p>
      )}
      {!found && <p className="count">{say(texts.noCapability)}</p>}
      {found?.error && <p className="wrong">{say(found.error)}</p>}
      {found?.within && found.overall && <Indices found={found} />}
      {found?.caveats?.map((each) => (
        <p key={each.code} className="tone-held spc-caveat">
          {say(each)}
        </p>
      ))}
    </section>
  );
}

function Stable({ found }: { found: Capability | null }) {
  const say = useSay();
  if (found?.in_control === undefined || found.in_control === null) return null;
  const tone = found.in_control ? 'good' : 'bad';
  return (
    <span className={`badge tone-${tone}`}>
      <ToneShape tone={tone} />
      {say(found.in_control ? texts.inControl : texts.outOfControl)}
    </span>
  );
}

function Indices({ found }: { found: Capability }) {
  const say = useSay();
  const sides = [
    { words: say(texts.within), side: found.within, names: ['Cp', 'Cpk'] },
    { words: say(texts.overall), side: found.overall, names: ['Pp', 'Ppk'] },
  ];
  return (
    <table className="spc-indices">
      <tbody>
        {sides.map(({ words, side, names }) => (
          <tr key={words}>
            <th scope="row">{words}</th>
            {(['cp', 'cpk'] as const).map((key, at) => {
              const index = side?.indices[key];
              return (
                <td key={key}>
                  {names[at]} <b>{shown(index?.value, 2)}</b>
                  {index?.interval && (
                    <small>
                      {shown(index.interval.lower, 2)}–{shown(index.interval.upper, 2)}
                    </small>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
        <tr>
          <th scope="row">{say(texts.readings)}</th>
          <td colSpan={2}>{found.n}</td>
        </tr>
        <tr>
          <th scope="row">{say(texts.expected)}</th>
          <td colSpan={2}>{shown(both(found.overall?.expected), 0)}</td>
        </tr>
        <tr>
          <th scope="row">{say(texts.observed)}</th>
          <td colSpan={2}>{shown(both(found.observed), 0)}</td>
        </tr>
      </tbody>
    </table>
  );
}

const both = (ppm: { below: number | null; above: number | null } | undefined): number | null =>
  ppm ? (ppm.below ?? 0) + (ppm.above ?? 0) : null;

function Rules({ data }: { data: ChartData }) {
  const say = useSay();
  return (
    <section className="panel">
      <h2>{say(texts.rules)}</h2>
      <ul className="spc-rules">
        {data.rules.map((rule) => (
          <li key={rule.code}>{say(rule)}</li>
        ))}
      </ul>
    </section>
  );
}
