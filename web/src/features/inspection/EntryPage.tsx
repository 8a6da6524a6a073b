/** Inspection entry for a tablet: one lot, its characteristics, one value after the other, and the verdict at the end. */
import { App, Button } from 'antd';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useModel, useStep } from '../../api/queries';
import { useLanguage, useSay } from '../../kit/language';
import { Loading, ProblemAlert, Region } from '../../kit/parts';
import { CountPad } from './CountPad';
import { useDescribed, useLot, type Lot } from './data';
import { ClassStrip, LotFacts, LotState } from './Head';
import './inspection.css';
import { JudgeBar } from './JudgeBar';
import { Lines } from './Lines';
import { classTallies, nextSample, tallyOf, type Characteristic, type Reading } from './model';
import { OutboxButton } from './Outbox';
import { SampleGrid } from './SampleGrid';
import { Spec } from './Spec';
import { texts } from './texts';
import { useEntries, type Entries } from './useEntries';
import { usePhotos, type Photos } from './usePhotos';
import { ValuePad } from './ValuePad';
import { Verdict } from './Verdict';

const Pictures = lazy(() => import('./Pictures').then((module) => ({ default: module.Pictures })));

export default function EntryPage() {
  const { number } = useParams({ strict: false });
  const { lot, error, pending } = useLot(number ?? '');
  const entries = useEntries(lot?.id, lot?.number ?? number ?? '', lot?.test ?? 1);
  const photos = usePhotos();
  const say = useSay();
  const navigate = useNavigate();
  return (
    <main className="insp" data-testid="entry">
      <header className="insp-head">
        <Button aria-label={say(texts.back)} onClick={() => void navigate({ to: '/inspect' })}>
          ←
        </Button>
        <h1>
          {say(texts.title)} <span className="number">{number}</span>
        </h1>
        {lot && <LotState lot={lot} />}
        <span className="grow" />
        <OutboxButton entries={entries} photos={photos} />
      </header>
      <ProblemAlert problem={error} />
      {pending && <Loading />}
      {lot && (
        <Region>
          <LotFacts lot={lot} />
          <Work lot={lot} entries={entries} photos={photos} />
        </Region>
      )}
      {!window.isSecureContext && <p className="insp-note count">{say(texts.insecure)}</p>}
    </main>
  );
}

function Work({ lot, entries, photos }: { lot: Lot; entries: Entries; photos: Photos }) {
  const language = useLanguage();
  if (lot.state === 'created') return <Start lot={lot} />;
  const classes = classTallies(lot.classes, lot.lines, entries.readings);
  const told = language === 'en' ? lot.row['explanation_en'] || lot.row['explanation'] : lot.row['explanation'];
  const explanation = String(told ?? '');
  return (
    <>
      <ClassStrip classes={classes} explanation={explanation} />
      {lot.state === 'in_progress' ? <Entry lot={lot} entries={entries} photos={photos} /> : <Closed lot={lot} />}
    </>
  );
}

function Start({ lot }: { lot: Lot }) {
  const say = useSay();
  const release = useStep('inspection_lot');
  if (lot.row['plan'] === null) return <p className="insp-note">{say(texts.noPlan)}</p>;
  return (
    <div className="insp-start">
      <ProblemAlert problem={release.error} />
      <Button
        type="primary"
        size="large"
        loading={release.isPending}
        onClick={() => release.mutate({ row: lot.row, step: 'release' })}
      >
        {say(texts.start)}
      </Button>
    </div>
  );
}

function Closed({ lot }: { lot: Lot }) {
  const say = useSay();
  const label = useModel('inspection_lot')?.states?.labels[lot.state];
  if (lot.row['verdict']) return <Verdict lot={lot} />;
  return <p className="insp-note">{say(texts.notOpen, { state: say(label) })}</p>;
}

function Entry({ lot, entries, photos }: { lot: Lot; entries: Entries; photos: Photos }) {
  const described = useDescribed(lot.lines);
  const [chosen, setChosen] = useState<string>();
  const [piece, setPiece] = useState<number>();
  const { message } = App.useApp();
  const line = lot.lines.find((each) => each.id === chosen) ?? firstOpen(lot.lines, entries.readings);
  const current = line?.kind === 'variable' ? (piece ?? nextSample(line, entries.readings)) : undefined;
  const choose = (id: string) => {
    setChosen(id);
    setPiece(undefined);
  };
  useNextCharacteristic(lot.lines, line, choose);

  if (!line || !entries.ready) return <Loading />;
  const own = entries.readings.filter((each) => each.characteristic === line.id);
  const at = (sample: number | undefined) => own.find((each) => each.sample_no === sample);
  const failed = (error: unknown) => void message.error(error instanceof Error ? error.message : String(error));
  const enterValues = async (values: string[]) => {
    let place = current;
    for (const value of values) {
      if (place === undefined || place > line.sample_size) break;
      const known = at(place);
      if (known) await entries.correct(known, { value });
      else await entries.enter(reading(line, { sample_no: place, value }));
      place += 1;
    }
  };
  return (
    <>
      <div className="insp-work">
        <Lines lines={lot.lines} described={described} readings={entries.readings} chosen={line.id} onChoose={choose} />
        <div className="insp-middle">
          {line.kind === 'variable' && (
            <>
              <SampleGrid line={line} readings={own} current={current} onChoose={setPiece} />
              <Spec line={line} described={described.get(line.characteristic.id)} readings={own} />
            </>
          )}
          <Suspense>
            <Pictures lot={lot} photos={photos} />
          </Suspense>
        </div>
        {line.kind === 'variable' ? (
          <ValuePad
            line={line}
            unit={described.get(line.characteristic.id)?.unit ?? ''}
            piece={current}
            known={at(current)}
            onEnter={(values) => {
              setPiece(undefined);
              void enterValues(values).catch(failed);
            }}
            onMove={(by) => setPiece(Math.min(line.sample_size, Math.max(1, (current ?? 1) + by)))}
          />
        ) : (
          <CountPad
            line={line}
            tally={tallyOf(line, entries.readings)}
            counts={own}
            several={lot.classes.find((each) => each.class === line.class)?.measure === 'nonconformities'}
            onEnter={(counted) => void entries.enter(reading(line, counted)).catch(failed)}
            onCorrect={(known, counted) => void entries.correct(known, counted).catch(failed)}
          />
        )}
      </div>
      <JudgeBar lot={lot} entries={entries} />
    </>
  );
}

function reading(line: Characteristic, values: Partial<Reading>): Omit<Reading, 'id' | 'version' | 'test'> {
  return { characteristic: line.id, sample_no: null, value: null, inspected: null, nonconforming: null, ...values };
}

function firstOpen(lines: readonly Characteristic[], readings: readonly Reading[]): Characteristic | undefined {
  return lines.find((line) => tallyOf(line, readings).inspected < line.sample_size) ?? lines[0];
}

/** Tab goes to the next characteristic from within a value, Shift+Tab back: the hands stay on the keys. */
function useNextCharacteristic(
  lines: readonly Characteristic[],
  line: Characteristic | undefined,
  choose: (id: string) => void,
) {
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      const inside = event.target instanceof HTMLElement && event.target.matches('#insp-value,#insp-bad');
      if (event.key !== 'Tab' || !inside || !line) return;
      const next = lines[lines.indexOf(line) + (event.shiftKey ? -1 : 1)];
      if (!next) return;
      event.preventDefault();
      choose(next.id);
    };
    window.addEventListener('keydown', keyed);
    return () => window.removeEventListener('keydown', keyed);
  });
}
