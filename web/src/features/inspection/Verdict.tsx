/** The verdict as the server computed it: colour, shape, words, and why. */
import { Button } from 'antd';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useDefinitions } from '../../api/queries';
import type { Row } from '../../api/records';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { ToneShape } from '../../kit/tones';
import { useChoices, useFollowing, type Lot } from './data';
import { texts } from './texts';

const DecideButton = lazy(() => import('./Decide').then((module) => ({ default: module.DecideButton })));

export function Verdict({ lot }: { lot: Lot }) {
  const say = useSay();
  const names = useChoices('inspection_class', 'class');
  const verdict = lot.row['verdict'] === 'reject' ? 'reject' : 'accept';
  const tone = verdict === 'reject' ? 'bad' : 'good';
  const classes = (lot.row['classes'] as unknown as Row[] | undefined) ?? [];
  return (
    <section className={`insp-verdict tone-${tone}`} data-testid="verdict" data-verdict={verdict} role="status">
      <p className="insp-verdict-word">
        <ToneShape tone={tone} /> {say(texts.verdict)}：{say(texts[verdict])}
      </p>
      <ul>
        {classes.map((each) => {
          const rejected = each['verdict'] === 'reject';
          return (
            <li key={each.id} className={rejected ? 'tone-bad' : ''}>
              {say(texts.because, {
                class: say(names.find((name) => name.key === each['class'])?.label),
                bad: String(each[each['measure'] === 'nonconformities' ? 'nonconformities' : 'nonconforming'] ?? 0),
                sign: rejected ? '≥ Re' : '≤ Ac',
                limit: String(each[rejected ? 're' : 'ac']),
              })}
            </li>
          );
        })}
      </ul>
      <Following lot={lot} />
      <p className="insp-verdict-acts">
        <Suspense>
          <DecideButton lot={lot} />
        </Suspense>
        <Link to={`/m/inspection_lot/${encodeURIComponent(lot.number)}`}>
          <Button size="large">{say(texts.openRecord)}</Button>
        </Link>
        <Link to="/inspect">
          <Button size="large">{say(texts.next)}</Button>
        </Link>
      </p>
    </section>
  );
}

/** What the rejection has caused by now, each with the way to it. */
function Following({ lot }: { lot: Lot }) {
  const say = useSay();
  const definitions = useDefinitions();
  const found = useFollowing(lot).data;
  const report = found?.reports[0];
  if (!report) return null;
  const opened = [
    ...found.reports.map((row) => ({ model: 'nonconformance', row })),
    ...found.requests.map((row) => ({ model: 'supplier_corrective_action', row })),
  ];
  return (
    <div className="insp-following" data-testid="following">
      <p>{say(texts.blockedNow, { quantity: grouped(String(report['quantity'] ?? '0')), unit: lot.unit })}</p>
      <p>
        {say(texts.opened)}
        {opened.map(({ model, row }) => (
          <Link key={row.id} className="anchor" to={`/m/${model}/${encodeURIComponent(String(row.number))}`}>
            {say(definitions?.models[model]?.label)} {row.number}
          </Link>
        ))}
      </p>
    </div>
  );
}
