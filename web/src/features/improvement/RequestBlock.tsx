/** A supplier request as a quality engineer reads it: its deadline, what comes next, the nonconformances behind it. */
import type { Link, Row } from '../../api/records';
import { useModel, useRecord } from '../../api/queries';
import { day, NONE } from '../../kit/format';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import { asLink, linkText, Quantity, RecordAnchor } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { useReports } from './data';
import { Deadline } from './Deadline';
import './improvement.css';
import { texts } from './texts';

const NEXT: Record<string, (typeof texts)[keyof typeof texts]> = {
  issued: texts.nextAnswer,
  answered: texts.nextJudge,
  verifying: texts.nextVerify,
};

export default function RequestBlock({ id, model }: { id: string; model: string }) {
  const say = useSay();
  const request = useRecord(model, id).data;
  const reports = useReports(request);
  if (!request) return null;
  return (
    <div className="record-blocks" data-testid="request-block">
      <p className="next-step" data-testid="next-step">
        <strong>{say(texts.next)}</strong> {say(NEXT[request.state ?? ''] ?? texts.nextNone)}
      </p>
      <section className="panel">
        <h2>
          {say(texts.deadline)} <Deadline request={request} />
        </h2>
        <Dates request={request} />
      </section>
      <section className="panel">
        <h2>{say(texts.reports)}</h2>
        <ProblemAlert problem={reports.error} />
        <Reports rows={reports.data ?? []} />
      </section>
    </div>
  );
}

function Dates({ request }: { request: Row }) {
  const say = useSay();
  const steps = [
    ['issued_on', texts.issued],
    ['due_on', texts.due],
    ['answered_on', texts.answered],
  ] as const;
  return (
    <ol className="due-dates">
      {steps.map(([field, label]) => (
        <li key={field} className={request[field] ? 'there' : undefined}>
          <span>{say(label)}</span>
          <strong className="number">{request[field] ? day(String(request[field])) : NONE}</strong>
        </li>
      ))}
    </ol>
  );
}

function Reports({ rows }: { rows: readonly Row[] }) {
  const say = useSay();
  const model = useModel('nonconformance');
  if (rows.length === 0) return <p className="none">{say(texts.reportsNone)}</p>;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={say(texts.reports)}>
      <table className="plain-table phone-cards" data-testid="reports">
        <thead>
          <tr>
            <th scope="col">{say(model?.label)}</th>
            {['lot', 'quantity'].map((key) => (
              <th key={key} scope="col" className={key === 'quantity' ? 'numeric' : undefined}>
                {say(model?.fields[key]?.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <RecordAnchor
                  link={{ id: row.id, number: row.number ?? null, label: row.number ?? null } as Link}
                  to="nonconformance"
                />{' '}
                <StatusBadge
                  field="state"
                  value={row.state ?? ''}
                  label={model?.states?.labels[row.state ?? ''] ?? null}
                />
              </td>
              <td>{linkText((asLink(row['lot']) ?? { id: '' }) as Link) || NONE}</td>
              <td className="numeric">
                <Quantity value={row['quantity']} unit={linkText((asLink(row['item.unit']) ?? { id: '' }) as Link)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
