/** The start page: my work first, oldest on top, one click to the act itself. */
import { Card } from 'antd';
import { Link } from '@tanstack/react-router';
import { useDefinitions, useSession } from '../api/queries';
import type { Row } from '../api/records';
import { useWork, type WorkGroup } from '../api/work';
import { defaultColumns } from '../kit/list/columns';
import { allFields, nameOf, pathOf } from '../kit/fields';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../kit/parts';
import { useSay } from '../kit/language';
import { Shown } from '../kit/show';
import { useMenu } from './menu';
import { texts } from './texts';

const FACTS = 4;

export default function Home() {
  const say = useSay();
  const session = useSession();
  const work = useWork();
  const waiting = (work.data?.groups ?? []).filter((group) => group.count > 0);
  return (
    <PageFrame testId="home" title={say(texts.welcome, { name: session?.name ?? '' })} help={say(texts.homeHelp)}>
      <ProblemAlert problem={work.error} />
      {work.isPending ? (
        <Loading />
      ) : waiting.length === 0 ? (
        <EmptyState title={say(texts.workNone)} text={say(texts.homeText)} />
      ) : (
        <>
          <ul className="work-strip" aria-label={say(texts.work)}>
            {waiting.map((group) => (
              <li key={group.key}>
                <Link to={addressOf(group)} className={group.overdue > 0 ? 'late' : undefined}>
                  <span>{say(group.label)}</span>
                  <strong>{group.count > 10_000 ? '10,000+' : group.count}</strong>
                  {group.overdue > 0 && <small>{say(texts.overdue, { count: group.overdue })}</small>}
                </Link>
              </li>
            ))}
          </ul>
          <div className="work-groups">
            {waiting.map((group) => (
              <Group key={group.key} group={group} />
            ))}
          </div>
        </>
      )}
      <Places />
    </PageFrame>
  );
}

export function addressOf(group: WorkGroup): string {
  const search = new URLSearchParams({
    where: JSON.stringify(group.where),
    ...(group.sort?.length ? { sort: group.sort.join(',') } : {}),
  });
  return `/m/${group.model}?${search}`;
}

function Group({ group }: { group: WorkGroup }) {
  const say = useSay();
  const model = useDefinitions()?.models[group.model];
  if (!model) return null;
  const fields = allFields(model);
  const keys = defaultColumns(model)
    .filter((key) => key !== 'number' && key !== model.title && fields[key])
    .slice(0, FACTS);
  return (
    <Card
      size="small"
      title={`${say(group.label)} (${group.count})`}
      extra={
        group.count > group.rows.length && (
          <Link className="anchor" to={addressOf(group)}>
            {say(texts.all)}
          </Link>
        )
      }
    >
      <div className="table-scroll" tabIndex={0} role="region" aria-label={say(group.label)}>
        <table className="plain-table">
          <tbody>
            {group.rows.map((row: Row) => (
              <tr key={row.id}>
                <td>
                  <Link className="anchor strong" to={pathOf(group.model, model, row)}>
                    {nameOf(model, row) || say(model.label)}
                  </Link>
                </td>
                {keys.map((key) => (
                  <td key={key}>
                    <Shown name={key} field={fields[key] as never} value={row[key]} row={row} plain />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** Where one may go: the menu as cards, for those who look rather than type. */
function Places() {
  const say = useSay();
  const groups = useMenu();
  return (
    <details className="places">
      <summary>{say(texts.places)}</summary>
      <div className="home-groups">
        {groups.map((group) => (
          <Card key={group.key} size="small" title={say(group.label)}>
            <ul>
              {group.entries.map((entry) => (
                <li key={entry.to}>
                  <Link className="anchor" to={entry.to}>
                    {say(entry.label)}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </details>
  );
}
