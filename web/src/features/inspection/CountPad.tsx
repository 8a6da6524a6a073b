/** A counted characteristic: how many were looked at, how many do not conform, and with which defects. */
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { records } from '../../api/records';
import { useSay } from '../../kit/language';
import { Loading } from '../../kit/parts';
import { readingOf, severalOf, type Characteristic, type DefectCount, type Reading, type Tally } from './model';
import { texts } from './texts';

const Defects = lazy(() => import('./Defects').then((module) => ({ default: module.Defects })));

export type Counted = Pick<Reading, 'inspected' | 'nonconforming' | 'nonconformities' | 'uncoded' | 'defects'>;

interface Props {
  line: Characteristic;
  tally: Tally;
  /** Whether the class is judged by nonconformities, of which a unit may have several. */
  several: boolean;
  /** The counts entered so far, which can be corrected one by one. */
  counts: readonly Reading[];
  onEnter: (counted: Counted) => void;
  onCorrect: (known: Reading, counted: Counted) => void;
}

export function CountPad({ line, tally, several, counts, onEnter, onCorrect }: Props) {
  const say = useSay();
  const [picked, setPicked] = useState<Reading>();
  const { chosen, loading } = useWhole(picked);
  const open = Math.max(0, line.sample_size - tally.inspected);
  if (loading) return <Loading />;
  if (open === 0 && !chosen)
    return (
      <div className="insp-pad" data-testid="pad">
        <p className="insp-done tone-good">{say(texts.allMeasured)}</p>
        <ul className="insp-counts">
          {counts.map((each) => (
            <li key={each.id}>
              <button type="button" className="plain-button" onClick={() => setPicked(each)}>
                {say(texts.counted)} {each.inspected} · {say(texts.count)} {each.nonconforming}
                {several && ` · ${say(texts.severalCount)} ${each.nonconformities ?? each.nonconforming}`}
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
      first={chosen}
      of={line.class}
      several={several}
      onSave={(counted) => {
        if (chosen) onCorrect(chosen, counted);
        else onEnter(counted);
        setPicked(undefined);
      }}
    />
  );
}

/** A count that is corrected, with its defect codes, which lists of readings leave out; without network without them. */
function useWhole(picked: Reading | undefined): { chosen: Reading | undefined; loading: boolean } {
  const asked = picked !== undefined && picked.defects === undefined && picked.version !== undefined;
  const found = useQuery({
    queryKey: ['record', 'inspection_result', picked?.id, picked?.version],
    queryFn: async () => readingOf(await records.get('inspection_result', picked?.id ?? '')),
    enabled: asked,
  });
  return { chosen: (asked ? found.data : undefined) ?? picked, loading: asked && found.isPending && !found.isPaused };
}

interface FormProps {
  most: number;
  first: Reading | undefined;
  of: string;
  several: boolean;
  onSave: (counted: Counted) => void;
}

function CountForm({ most, first, of, several, onSave }: FormProps) {
  const say = useSay();
  const field = useRef<HTMLInputElement>(null);
  const [bad, setBad] = useState(String(first?.nonconforming ?? 0));
  const [inspected, setInspected] = useState(String(most));
  const [defects, setDefects] = useState<DefectCount[]>(first?.defects ?? []);
  const [uncoded, setUncoded] = useState(String(first?.uncoded ?? 0));
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  const numbers = { bad: whole(bad), inspected: whole(inspected) };
  const others = whole(uncoded);
  const many = severalOf(0, defects, others ?? 0);
  const wrong =
    numbers.bad === undefined || numbers.inspected === undefined || numbers.inspected < 1 || numbers.inspected > most
      ? say(texts.notNumber)
      : numbers.bad > numbers.inspected
        ? say(texts.tooMany)
        : others === undefined || (several && many < numbers.bad)
          ? say(texts.severalFew)
          : '';
  const save = () => {
    if (wrong || numbers.bad === undefined || numbers.inspected === undefined) return;
    const good = numbers.bad === 0;
    // What the list did not bring stays as the server has it.
    const codes = defects.length > 0 || first?.defects ? { defects: good ? [] : defects } : {};
    onSave({
      inspected: numbers.inspected,
      nonconforming: numbers.bad,
      nonconformities: good ? 0 : severalOf(numbers.bad, defects, others ?? 0),
      uncoded: good ? 0 : (others ?? 0),
      ...codes,
    });
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
      {(numbers.bad ?? 0) > 0 && (
        <Suspense>
          <Defects of={of} value={defects} onChange={setDefects} />
        </Suspense>
      )}
      {several && (numbers.bad ?? 0) > 0 && (
        <>
          <label htmlFor="insp-several">{say(texts.uncoded)}</label>
          <input
            id="insp-several"
            className="insp-small"
            inputMode="numeric"
            autoComplete="off"
            data-scan="own"
            value={uncoded}
            onChange={(event) => setUncoded(event.target.value)}
          />
        </>
      )}
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
        <button
          type="button"
          onClick={() => onSave({ inspected: most, nonconforming: 0, nonconformities: 0, uncoded: 0, defects: [] })}
        >
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
