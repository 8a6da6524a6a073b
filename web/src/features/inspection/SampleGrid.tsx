/** One cell per piece: its value, colour and shape of the judgement once it is confirmed. */
import { useEffect, useRef } from 'react';
import { useSay } from '../../kit/language';
import { ToneShape } from '../../kit/tones';
import { beyond, type Characteristic, type Reading } from './model';
import { texts } from './texts';

interface Props {
  line: Characteristic;
  readings: readonly Reading[];
  current: number | undefined;
  onChoose: (piece: number) => void;
}

export function SampleGrid({ line, readings, current, onChoose }: Props) {
  const of = new Map(readings.filter((each) => each.characteristic === line.id).map((each) => [each.sample_no, each]));
  return (
    <ol className="insp-cells" data-testid="cells">
      {Array.from({ length: line.sample_size }, (_, at) => at + 1).map((piece) => (
        <Cell
          key={piece}
          piece={piece}
          line={line}
          reading={of.get(piece)}
          here={piece === current}
          onChoose={() => onChoose(piece)}
        />
      ))}
    </ol>
  );
}

interface CellProps {
  piece: number;
  line: Characteristic;
  reading: Reading | undefined;
  here: boolean;
  onChoose: () => void;
}

function Cell({ piece, line, reading, here, onChoose }: CellProps) {
  const say = useSay();
  const own = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (here) own.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  const side = reading?.value ? beyond(reading.value, line) : undefined;
  const tone = reading === undefined ? undefined : reading.refused ? 'held' : side ? 'bad' : 'good';
  const words = side ? say(texts[side]) : reading ? say(texts.within) : '';
  return (
    <li>
      <button
        ref={own}
        type="button"
        className={`insp-cell${tone ? ` tone-${tone}` : ''}${here ? ' here' : ''}${reading?.waiting ? ' waiting' : ''}`}
        aria-current={here ? 'true' : undefined}
        data-piece={piece}
        onClick={onChoose}
      >
        {/* A reader hears what stands in the cell first, then how it was judged. */}
        <small>{piece}</small> <span className="number">{reading?.value ?? ''}</span>
        {words && <span className="hidden"> {words}</span>}
        {tone && <ToneShape tone={tone} />}
      </button>
    </li>
  );
}
