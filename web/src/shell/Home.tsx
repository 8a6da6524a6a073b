/** The start page: my work first, oldest on top, one click to the act itself. */
import { Card } from 'antd';
import { Link } from '@tanstack/react-router';
import type { Field } from '../api/definitions';
import { useDefinitions, useList, useSession } from '../api/queries';
import type { Row } from '../api/records';
import { useWork, type WorkGroup } from '../api/work';
import { allFields, nameOf, pathOf } from '../kit/fields';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../kit/parts';
import { useSay } from '../kit/language';
import { companions, Shown } from '../kit/show';
import { factsOf, isNarrow, trackOf } from './facts';
import { useMenu } from './menu';
import { texts } from './texts';

const SHOWN = 6;

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

/** The first of one kind of work, as a small list: what it is, how much, until when. */
function Group({ group }: { group: WorkGroup }) {
  const say = useSay();
  const definitions = useDefinitions();
  const model = definitions?.models[group.model];
  const keys = model && definitions ? factsOf(definitions, model, group) : [];
  const asked = [...(model?.number ? ['number'] : []), ...(model ? [model.title] : []), ...keys];
  const found = useList(
    group.model,
    {
      where: group.where,
      ...(group.sort?.length ? { sort: group.sort.join(',') } : {}),
      fields: [...new Set(['id', ...asked, ...companions(definitions, model?.fields ?? {}, keys)])].join(','),
      limit: SHOWN,
      count: 'none',
    },
    model !== undefined,
  );
  if (!model) return null;
  const fields = allFields(model);
  const rows = found.data?.pages[0]?.rows ?? [];
  const tracks = ['max-content', ...keys.map((key) => trackOf(fields[key] as Field))].join(' ');
  return (
    <Card
      className="work-group"
      size="small"
      title={`${say(group.label)} (${group.count})`}
      extra={
        group.count > rows.length && (
          <Link className="anchor" to={addressOf(group)}>
            {say(texts.all)}
          </Link>
        )
      }
    >
      <ProblemAlert problem={found.error} />
      <ul aria-label={say(group.label)} style={{ gridTemplateColumns: tracks }}>
        {rows.map((row: Row) => (
          <li key={row.id}>
            <Link className="anchor strong" to={pathOf(group.model, model, row)}>
              {nameOf(model, row) || say(model.label)}
            </Link>
            {keys.map((key) => (
              <span key={key} className={isNarrow(fields[key] as Field) ? 'narrow' : 'wide'}>
                <Shown name={key} field={fields[key] as Field} value={row[key]} row={row} plain />
              </span>
            ))}
          </li>
        ))}
      </ul>
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
