/** A nonconformance as a quality engineer reads it: what stands where, photos, the chain it belongs to, what comes next. */
import { Image } from 'antd';
import Decimal from 'decimal.js';
import type { Link, Row } from '../../api/records';
import { useModel, useRecord } from '../../api/queries';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import { asLink, linkText, RecordAnchor } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { Unit, useUnitName } from '../../kit/unit';
import { usePhotos, useRequests, useStanding, type Stand } from './data';
import { Deadline } from './Deadline';
import './improvement.css';
import { texts } from './texts';

export default function ReportBlock({ id, model }: { id: string; model: string }) {
  const report = useRecord(model, id).data;
  const lot = asLink(report?.['lot']);
  const standing = useStanding(lot);
  const item = useRecord('item', asLink(report?.['item'])?.id).data;
  if (!report) return null;
  const unit = linkText((asLink(item?.['unit']) ?? { id: '' }) as Link);
  const held = (standing.data ?? []).filter((each) => each.cover?.id === report.id);
  const sum = held.reduce((total, each) => total.plus(each.quantity), new Decimal(0));
  return (
    <div className="record-blocks" data-testid="report-block">
      <Next state={report.state ?? ''} held={sum} unit={unit} ready={standing.isSuccess} />
      <section className="panel">
        <Standing rows={standing.data ?? []} unit={unit} report={report.id} loading={standing.isPending} />
        <ProblemAlert problem={standing.error} />
      </section>
      <section className="panel">
        <Chain report={report} />
      </section>
      <section className="panel">
        <Photos report={report} />
      </section>
    </div>
  );
}

function Next({ state, held, unit, ready }: { state: string; held: Decimal; unit: string; ready: boolean }) {
  const say = useSay();
  const named = useUnitName();
  const words = () => {
    if (state === 'open') return say(texts.nextContain);
    if (state !== 'contained') return say(texts.nextNone);
    if (!ready) return '';
    return held.isZero()
      ? say(texts.nextClose)
      : say(texts.nextDispose, { quantity: grouped(held.toFixed()), unit: named(unit) });
  };
  return (
    <p className="next-step" data-testid="next-step">
      <strong>{say(texts.next)}</strong> {words()}
    </p>
  );
}

interface StandingProps {
  rows: Stand[];
  unit: string;
  report: string;
  loading: boolean;
}

function Standing({ rows, unit, report, loading }: StandingProps) {
  const say = useSay();
  const labels = useModel('stock')?.fields['status']?.choices ?? [];
  return (
    <>
      <h2>{say(texts.standing)}</h2>
      {rows.length === 0 && !loading ? (
        <p className="none">{say(texts.standingNone)}</p>
      ) : (
        <div className="table-scroll" tabIndex={0} role="region" aria-label={say(texts.standing)}>
          <table className="plain-table phone-cards" data-testid="standing">
            <thead>
              <tr>
                <th scope="col">{say(texts.status)}</th>
                <th scope="col">{say(texts.place)}</th>
                <th scope="col" className="numeric">
                  {say(texts.quantity)}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.location.id} ${row.status} ${row.cover?.id ?? ''}`}>
                  <td>
                    <StatusBadge
                      field="status"
                      value={row.status}
                      label={labels.find((each) => each.key === row.status)?.label ?? null}
                    />
                  </td>
                  <td>{linkText(row.location)}</td>
                  <td className="numeric nowrap">
                    <span className="number">{grouped(row.quantity)}</span> <Unit code={unit} />
                    {row.cover?.id === report && <small className="none"> {say(texts.byThis)}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function Chain({ report }: { report: Row }) {
  const say = useSay();
  const requests = useRequests(report);
  const model = useModel('nonconformance');
  const source = asLink(report['source']);
  const label = useModel('supplier_corrective_action')?.states?.labels;
  return (
    <>
      <h2>{say(texts.chain)}</h2>
      <dl className="chain">
        <dt>{say(model?.fields['source']?.label)}</dt>
        <dd>{source ? <RecordAnchor link={source} to={undefined} /> : '—'}</dd>
        <dt>{say(texts.request)}</dt>
        <dd data-testid="requests">
          {(requests.data ?? []).map((row) => (
            <div key={row.id}>
              <RecordAnchor
                link={{ id: row.id, number: row.number ?? null, label: row.number ?? null } as Link}
                to="supplier_corrective_action"
              />{' '}
              <StatusBadge field="state" value={row.state ?? ''} label={label?.[row.state ?? ''] ?? null} />{' '}
              <Deadline request={row} />
            </div>
          ))}
          {requests.data?.length !== 0 && requests.isEnabled ? null : (
            <span className="none">{say(texts.requestNone)}</span>
          )}
          <ProblemAlert problem={requests.error} />
        </dd>
      </dl>
    </>
  );
}

function Photos({ report }: { report: Row }) {
  const say = useSay();
  const source = asLink(report['source']);
  const places = [
    { model: 'nonconformance', id: report.id },
    ...(source?.model ? [{ model: source.model, id: source.id }] : []),
  ];
  const photos = usePhotos(places);
  return (
    <>
      <h2>{say(texts.photos)}</h2>
      <ProblemAlert problem={photos.error} />
      {photos.data?.length === 0 && <p className="none">{say(texts.photosNone)}</p>}
      <Image.PreviewGroup>
        <div className="photos" data-testid="photos">
          {(photos.data ?? []).map((each) => (
            <Image key={each.id} src={`/api/v1/files/${each.id}?inline=1`} alt={each.name} height={96} />
          ))}
        </div>
      </Image.PreviewGroup>
    </>
  );
}
