/** The characteristics of the lot, each with its limits and how far it is. */
import { useSay } from '../../kit/language';
import { ToneShape } from '../../kit/tones';
import { useChoices, type Described } from './data';
import { tallyOf, type Characteristic, type Reading } from './model';
import { texts } from './texts';

interface Props {
  lines: readonly Characteristic[];
  described: ReadonlyMap<string, Described>;
  readings: readonly Reading[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
}

/** `19.9 … 20.1 mm`, or the one limit there is. */
export function limitsOf(line: Characteristic, unit: string): string {
  const { lower, upper } = line;
  const range =
    lower !== null && upper !== null
      ? `${lower} … ${upper}`
      : lower !== null
        ? `≥ ${lower}`
        : upper !== null
          ? `≤ ${upper}`
          : '';
  return range && unit ? `${range} ${unit}` : range;
}

export function Lines({ lines, described, readings, chosen, onChoose }: Props) {
  const say = useSay();
  const classes = useChoices('inspection_lot_characteristic', 'class');
  return (
    <nav className="insp-lines" aria-label={say(texts.characteristics)}>
      <ol>
        {lines.map((line) => {
          const own = described.get(line.characteristic.id);
          const tally = tallyOf(line, readings);
          const full = tally.inspected >= tally.size;
          return (
            <li key={line.id}>
              <button
                type="button"
                aria-current={line.id === chosen ? 'true' : undefined}
                data-characteristic={line.characteristic.number ?? ''}
                onClick={() => onChoose(line.id)}
              >
                <span className="insp-line-name">
                  {own?.name || line.characteristic.number}
                  <small className={`class-${line.class}`}>
                    {say(classes.find((each) => each.key === line.class)?.label)}
                  </small>
                </span>
                <span className="count">
                  {[limitsOf(line, own?.unit ?? ''), line.destructive ? say(texts.destructive) : '']
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                <span className={`insp-line-done${tally.nonconforming > 0 ? ' tone-bad' : full ? ' tone-good' : ''}`}>
                  {(full || tally.nonconforming > 0) && <ToneShape tone={tally.nonconforming > 0 ? 'bad' : 'good'} />}
                  {say(texts.done, { done: tally.inspected, size: tally.size })}
                  {tally.nonconforming > 0 && ` · ${say(texts.bad, { bad: tally.nonconforming })}`}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
