/** The measured value of one piece: typed by key, pad, gauge or paste; judged when it is confirmed, not while typing. */
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useSay } from '../../kit/language';
import { beyond, numberOf, type Characteristic, type Reading } from './model';
import { texts } from './texts';

interface Props {
  line: Characteristic;
  unit: string;
  piece: number | undefined;
  known: Reading | undefined;
  /** Values for this piece and those after it. */
  onEnter: (values: string[]) => void;
  onMove: (by: number) => void;
}

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '±', '0', '.'] as const;

export function ValuePad({ line, unit, piece, known, onEnter, onMove }: Props) {
  const say = useSay();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [last, setLast] = useState<string>();
  const at = `${line.id} ${piece ?? ''}`;
  const [shownAt, setShownAt] = useState(at);
  if (shownAt !== at) {
    setShownAt(at);
    setText(known?.value ?? '');
    setProblem('');
  }
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, [at]);

  const confirm = () => {
    const value = numberOf(text);
    if (value === undefined) {
      setProblem(say(texts.notNumber));
      return;
    }
    setLast(value);
    setText('');
    setProblem('');
    onEnter([value]);
  };
  const press = (key: string) => {
    setProblem('');
    if (key === '±') setText((now) => (now.startsWith('-') ? now.slice(1) : `-${now}`));
    else setText((now) => now + key);
    field.current?.focus({ preventScroll: true });
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      confirm();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      onMove(event.key === 'ArrowDown' ? 1 : -1);
    }
  };
  const pasted = (event: ClipboardEvent) => {
    const parts = event.clipboardData
      .getData('text')
      .split(/[\s;]+/)
      .filter(Boolean);
    if (parts.length < 2) return;
    event.preventDefault();
    const values = parts.map(numberOf);
    const wrong = values.findIndex((value) => value === undefined);
    if (wrong >= 0) setProblem(`${parts[wrong]}: ${say(texts.notNumber)}`);
    else onEnter(values as string[]);
  };

  const side = last === undefined ? undefined : beyond(last, line);
  if (piece === undefined)
    return (
      <div className="insp-pad" data-testid="pad">
        <p className="insp-done tone-good">{say(texts.allMeasured)}</p>
        <p className="count">{say(texts.allMeasuredText)}</p>
      </div>
    );
  return (
    <div className="insp-pad" data-testid="pad">
      <label htmlFor="insp-value">{say(known ? texts.correcting : texts.piece, { piece })}</label>
      <div className="insp-value">
        <input
          ref={field}
          id="insp-value"
          value={text}
          inputMode="none"
          autoComplete="off"
          data-scan="own"
          aria-invalid={problem !== ''}
          aria-describedby="insp-said"
          onChange={(event) => {
            setText(event.target.value);
            setProblem('');
          }}
          onKeyDown={keyed}
          onPaste={pasted}
        />
        {unit && <span className="unit">{unit}</span>}
      </div>
      <p id="insp-said" role="status" className={problem || side ? 'wrong' : 'count'}>
        {problem || (last === undefined ? '\u00a0' : `${last} ${unit} ${say(side ? texts[side] : texts.within)}`)}
      </p>
      <div className="insp-keys">
        {KEYS.map((key) => (
          <button key={key} type="button" tabIndex={-1} onClick={() => press(key)}>
            {key}
          </button>
        ))}
        <button type="button" tabIndex={-1} onClick={() => setText((now) => now.slice(0, -1))}>
          {say(texts.erase)}
        </button>
        <button type="button" className="insp-confirm" data-testid="confirm" onClick={confirm}>
          {say(texts.confirm)}
        </button>
      </div>
    </div>
  );
}
