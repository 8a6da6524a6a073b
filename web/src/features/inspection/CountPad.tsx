/** A counted characteristic: how many were looked at and how many of them do not conform. */
import { useEffect, useRef, useState } from 'react';
import { useSay } from '../../kit/language';
import type { Characteristic, Reading, Tally } from './model';
import { texts } from './texts';

interface Props {
  line: Characteristic;
  tally: Tally;
  /** The counts entered so far, which can be corrected one by one. */
  counts: readonly Reading[];
  onEnter: (inspected: number, nonconforming: number) => void;
  onCorrect: (known: Reading, inspected: number, nonconforming: number) => void;
}

export function CountPad({ line, tally, counts, onEnter, onCorrect }: Props) {
  const say = useSay();
  const [chosen, setChosen] = useState<Reading>();
  const open = Math.max(0, line.sample_size - tally.inspected);
  if (open === 0 && !chosen)
    return (
      <div className="insp-pad" data-testid="pad">
        <p className="insp-done tone-good">{say(texts.allMeasured)}</p>
        <ul className="insp-counts">
          {counts.map((each) => (
            <li key={each.id}>
              <button type="button" className="plain-button" onClick={() => setChosen(each)}>
                {say(texts.counted)} {each.inspected} · {say(texts.count)} {each.nonconforming}
              </button>
            </li>
          ))}
        </ul>
      </div>
    );
  return (
    <CountForm
      key={chosen?.id ?? `${line.id} ${tally.inspected}`}
      most={chosen ? open + (chosen.inspected ?? 0) : open}
      first={chosen ? (chosen.nonconforming ?? 0) : 0}
      onSave={(inspected, nonconforming) => {
        if (chosen) onCorrect(chosen, inspected, nonconforming);
        else onEnter(inspected, nonconforming);
        setChosen(undefined);
      }}
    />
  );
}

interface FormProps {
  most: number;
  first: number;
  onSave: (inspected: number, nonconforming: number) => void;
}

function CountForm({ most, first, onSave }: FormProps) {
  const say = useSay();
  const field = useRef<HTMLInputElement>(null);
  const [bad, setBad] = useState(String(first));
  const [inspected, setInspected] = useState(String(most));
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  const numbers = { bad: whole(bad), inspected: whole(inspected) };
  const wrong =
    numbers.bad === undefined || numbers.inspected === undefined || numbers.inspected < 1 || numbers.inspected > most
      ? say(texts.notNumber)
      : numbers.bad > numbers.inspected
        ? say(texts.tooMany)
        : '';
  const save = () => {
    if (!wrong && numbers.bad !== undefined && numbers.inspected !== undefined) onSave(numbers.inspected, numbers.bad);
  };
  const step = (by: number) => setBad(String(Math.max(0, (numbers.bad ?? 0) + by)));
  return (
    <form
      className="insp-pad"
      data-testid="pad"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label htmlFor="insp-bad">{say(texts.count)}</label>
      <div className="insp-stepper">
        <button type="button" aria-label={say(texts.less)} onClick={() => step(-1)}>
          −
        </button>
        <input
          ref={field}
          id="insp-bad"
          inputMode="numeric"
          autoComplete="off"
          data-scan="own"
          value={bad}
          aria-invalid={wrong !== ''}
          onChange={(event) => setBad(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === '+' || event.key === 'ArrowUp') step(1);
            else if (event.key === '-' || event.key === 'ArrowDown') step(-1);
            else return;
            event.preventDefault();
          }}
        />
        <button type="button" aria-label={say(texts.more)} onClick={() => step(1)}>
          +
        </button>
      </div>
      <label htmlFor="insp-inspected">
        {say(texts.counted)} <small className="count">≤ {most}</small>
      </label>
      <input
        id="insp-inspected"
        className="insp-small"
        inputMode="numeric"
        autoComplete="off"
        data-scan="own"
        value={inspected}
        onChange={(event) => setInspected(event.target.value)}
      />
      <p role="status" className="wrong">
        {wrong || '\u00a0'}
      </p>
      <div className="insp-two">
        <button type="button" onClick={() => onSave(most, 0)}>
          {say(texts.allGood)}
        </button>
        <button type="submit" className="insp-confirm" data-testid="confirm" disabled={wrong !== ''}>
          {say(texts.save)}
        </button>
      </div>
    </form>
  );
}

function whole(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim();
  return /^\d{1,6}$/.test(plain) ? Number(plain) : undefined;
}
