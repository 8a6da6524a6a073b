/** One strip at the head: the lot, and the plan of each class with its running count. */
import { Tooltip } from 'antd';
import type { Link } from '../../api/records';
import { instant } from '../../kit/format';
import { useSay } from '../../kit/language';
import { Quantity } from '../../kit/show';
import { StatusBadge, ToneShape } from '../../kit/tones';
import type { Choice } from '../../api/definitions';
import { useModel } from '../../api/queries';
import { useChoices, type Lot } from './data';
import type { ClassTally } from './model';
import { texts } from './texts';

const words = (choices: readonly Choice[], key: string) => choices.find((each) => each.key === key)?.label;

export function LotFacts({ lot }: { lot: Lot }) {
  const say = useSay();
  const supplier = lot.row['supplier'] as unknown as Link | null;
  const batch = lot.row['lot'] as unknown as Link | null;
  const due = lot.row['due_at'];
  return (
    <p className="insp-facts">
      <strong>
        {lot.item.number} {lot.itemName}
      </strong>
      <span>
        {say(texts.lotSize)} <Quantity value={lot.row['quantity']} unit={lot.unit} />
      </span>
      <span className="nowrap">
        {say(texts.lot)} {batch?.number}
      </span>
      {supplier && <span>{supplier.label}</span>}
      {typeof due === 'string' && (
        <span className="nowrap">
          {say(texts.due)} {instant(due)}
        </span>
      )}
    </p>
  );
}

export function ClassStrip({ classes, explanation }: { classes: readonly ClassTally[]; explanation: string }) {
  const say = useSay();
  const names = useChoices('inspection_class', 'class');
  const severities = useChoices('inspection_class', 'severity');
  const samplings = useChoices('inspection_class', 'sampling');
  return (
    <ul className="insp-classes" data-testid="classes">
      {classes.map((each) => {
        const reached = each.left === 0;
        const plan = [
          each.aql ? `AQL ${each.aql}` : say(words(samplings, each.sampling)),
          each.level ? say(texts.level, { level: each.level }) : '',
          say(words(severities, each.severity)),
          each.letter ? say(texts.letter, { letter: each.letter }) : '',
        ].filter(Boolean);
        return (
          <li key={each.class} className={reached ? 'tone-bad' : ''} data-class={each.class}>
            <Tooltip title={<span className="lines">{explanation}</span>}>
              <div className="insp-plan" tabIndex={0}>
                <strong>{say(words(names, each.class))}</strong>
                <span className="count">{plan.join(' · ')}</span>
              </div>
            </Tooltip>
            <div className="insp-acre">
              <span className="number">n = {each.n}</span>
              <span className="number">Ac {each.ac}</span>
              <span className="number">Re {each.re}</span>
            </div>
            <div className="insp-count" role="status">
              {reached && <ToneShape tone="bad" />}
              <b className="number">
                {say(each.measure === 'nonconformities' ? texts.several : texts.bad, { bad: each.counted })}
              </b>
              <span>{reached ? say(texts.reached, { re: each.re }) : say(texts.left, { left: each.left })}</span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

export function LotState({ lot }: { lot: Lot }) {
  const label = useModel('inspection_lot')?.states?.labels[lot.state];
  return <StatusBadge field="state" value={lot.state} label={label ?? null} big />;
}
