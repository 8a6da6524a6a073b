/** The trail of the company: who changed what and when, narrowed by model, user, action and period. */
import { isId } from '../../api/key';
import { Button, DatePicker, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { useDefinitions, useSession } from '../../api/queries';
import { records } from '../../api/records';
import { ask, type Served } from '../../api/served';
import { usePeople } from '../../api/talk';
import { nameOf } from '../../kit/fields';
import { fullInstant } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { Entry } from '../../kit/record/Timeline';
import { useMatrix } from './Access';
import { GOVERNED, Told } from './Told';
import { texts } from './texts';

const AT_ONCE = 50;
const ACTIONS = ['create', 'change', 'delete', 'attach', 'detach', 'export'] as const;
/** So many records of a reading stand by name. */
const NAMED = 20;

type Trailed = Served['Audited'];
interface Asked {
  model?: string | undefined;
  user?: string | undefined;
  action?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export default function Audit() {
  const say = useSay();
  const [asked, setAsked] = useState<Asked>({});
  const [part, setPart] = useState<'changes' | 'readings'>('changes');
  return (
    <PageFrame testId="admin-audit" title={say(texts.audit)} help={say(texts.auditHelp)}>
      <Segmented
        value={part}
        onChange={setPart}
        options={[
          { value: 'changes', label: say(texts.auditChanges) },
          { value: 'readings', label: say(texts.auditReadings) },
        ]}
      />
      <Filters asked={asked} onChange={(next) => setAsked({ ...asked, ...next })} steps={part === 'changes'} />
      {part === 'changes' ? <Changes asked={asked} /> : <Readings asked={asked} />}
    </PageFrame>
  );
}

function Changes({ asked }: { asked: Asked }) {
  const say = useSay();
  const trail = useInfiniteQuery({
    queryKey: ['audit', asked],
    queryFn: ({ pageParam }) =>
      ask('GET', 'audit', {
        query: { ...asked, limit: AT_ONCE, after: pageParam },
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.after ?? undefined,
  });
  const pages = trail.data?.pages ?? [];
  return (
    <>
      <ProblemAlert problem={trail.error} />
      {trail.isPending ? (
        <Loading />
      ) : pages.every((page) => page.rows.length === 0) ? (
        !trail.error && <EmptyState title={say(texts.auditNone)} text={say(texts.auditNoneText)} />
      ) : (
        <div className="panel">
          <ol className="timeline">
            {pages.map((page, at) => (
              <Rows key={at} rows={page.rows} />
            ))}
          </ol>
          {trail.hasNextPage && (
            <Button loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()} data-testid="older">
              {say(texts.more)}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** Who was shown sensitive fields: which, of which records, from where. */
function Readings({ asked: { model, user, from, to } }: { asked: Asked }) {
  const say = useSay();
  const found = useInfiniteQuery({
    queryKey: ['readings', model, user, from, to],
    queryFn: ({ pageParam }) =>
      ask('GET', 'audit/readings', { query: { model, user, from, to, limit: AT_ONCE, after: pageParam } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.after ?? undefined,
  });
  const rows = (found.data?.pages ?? []).flatMap((page) => page.rows);
  if (found.isPending) return <Loading />;
  if (found.error) return <ProblemAlert problem={found.error} />;
  if (rows.length === 0) return <EmptyState title={say(texts.readingsNone)} text={say(texts.readingsNoneText)} />;
  return (
    <div className="panel" data-testid="readings">
      <ol className="timeline">
        {rows.map((row) => (
          <Read key={row.id} row={row} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say(texts.more)}
        </Button>
      )}
    </div>
  );
}

function Read({ row }: { row: Served['Reading'] }) {
  const say = useSay();
  const label = useLabels();
  const models = useDefinitions()?.models;
  const fields = models?.[row.model]?.fields;
  const fieldLabel = (key: string) => {
    const [first = '', below] = key.split('.');
    const field = below ? models?.[fields?.[first]?.of ?? '']?.fields[below] : fields?.[first];
    return say(field?.label) || key;
  };
  const named = row.records.slice(0, NAMED);
  return (
    <li>
      <p className="timeline-head">
        <strong>
          {row.user_name ?? say(texts.bySystem)} · {label(row.model)} · {row.fields.map(fieldLabel).join('、')}
        </strong>
        <time dateTime={row.at} className="none">
          {fullInstant(row.at)}
        </time>
      </p>
      <p>
        {named.join('、')}
        {row.count > named.length && ` ${say(texts.readingsMore, { count: row.count })}`}
      </p>
      <p className="none">
        {say(texts.readingsFrom, { address: row.address, path: row.path })} ·{' '}
        {say(texts.readingsRequest, { id: row.request_id.slice(0, 8) })}
      </p>
    </li>
  );
}

function Filters({
  asked,
  onChange,
  steps: changing,
}: {
  asked: Asked;
  onChange: (next: Asked) => void;
  steps: boolean;
}) {
  const say = useSay();
  const label = useLabels();
  const definitions = useDefinitions();
  const people = usePeople();
  const models = Object.entries(definitions?.models ?? {}).filter(
    ([, each]) => each.kind === 'record' && !each.line_of,
  );
  const steps = Object.entries(definitions?.models[asked.model ?? '']?.steps ?? {});
  const choice = (
    key: 'model' | 'user' | 'action',
    name: string,
    placeholder: string,
    options: { value: string; label: string }[],
  ) => (
    <Select
      className="quick"
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={name}
      placeholder={placeholder}
      value={asked[key] ?? null}
      onChange={(next: string | null | undefined) =>
        onChange({ [key]: next ?? undefined, ...(key === 'model' ? { action: undefined } : {}) })
      }
      options={options}
    />
  );
  return (
    <div className="toolbar">
      {choice(
        'model',
        say(texts.model),
        say(texts.everyModel),
        [...models.map(([key]) => key), ...Object.keys(GOVERNED)].map((key) => ({ value: key, label: label(key) })),
      )}
      {choice(
        'user',
        say(texts.user),
        say(texts.everyUser),
        (people.data?.rows ?? []).map((each) => ({ value: each.id, label: each.name })),
      )}
      {changing &&
        choice('action', say(texts.action), say(texts.everyAction), [
          ...ACTIONS.map((each) => ({ value: each, label: say(texts[`action.${each}`]) })),
          ...steps.map(([key, step]) => ({ value: key, label: say(step.label) })),
        ])}
      <DatePicker.RangePicker
        className="quick"
        aria-label={say(texts.period)}
        allowEmpty={[true, true]}
        value={[asked.from ? dayjs(asked.from) : null, asked.to ? dayjs(asked.to).subtract(1, 'day') : null]}
        onChange={(given) =>
          onChange({
            from: given?.[0]?.startOf('day').toISOString(),
            // The server takes the end as the first instant outside.
            to: given?.[1]?.startOf('day').add(1, 'day').toISOString(),
          })
        }
      />
    </div>
  );
}

/** The words of a model, also of one whose records this administrator may not read. */
function useLabels(): (model: string) => string {
  const say = useSay();
  const definitions = useDefinitions();
  const matrix = useMatrix(useSession()?.administrator ?? false);
  return (model) =>
    say(
      definitions?.models[model]?.label ??
        matrix.data?.models.find((each) => each.model === model)?.label ??
        Object.entries(GOVERNED).find(([key]) => key === model)?.[1],
    ) || model;
}

/** The rows of a page; the numbers of their records are read at once for each model. */
function Rows({ rows }: { rows: Trailed[] }) {
  const say = useSay();
  const label = useLabels();
  const definitions = useDefinitions();
  const models = [...new Set(rows.map((row) => row.model))].filter((key) => {
    const model = definitions?.models[key];
    return model?.kind === 'record' && !model.line_of;
  });
  const found = useQueries({
    queries: models.map((model) => {
      const ids = [...new Set(rows.filter((row) => row.model === model).map((row) => row.record_id))]
        .filter(isId)
        .sort();
      return {
        queryKey: ['list', model, 'words', ids],
        queryFn: () => records.list(model, { where: { field: 'id', op: 'in', value: ids }, limit: ids.length }),
        enabled: ids.length > 0,
        staleTime: 60_000,
      };
    }),
  });
  const names = new Map<string, string>();
  found.forEach((each, at) => {
    const model = definitions?.models[models[at] ?? ''];
    each.data?.rows.forEach((row) => model && names.set(row.id, nameOf(model, row)));
  });
  return rows.map((row) => {
    const model = definitions?.models[row.model];
    const name = names.get(row.record_id ?? '');
    const about = name !== undefined && (
      <Link className="anchor" to={`/m/${row.model}/${row.record_id}`}>
        {name || say(texts.open)}
      </Link>
    );
    if (model)
      return (
        <Entry
          key={row.id}
          name={row.model}
          model={model}
          change={{ ...row, changes: row.changes ?? {} }}
          exact
          about={
            <>
              {about} {row.changes === null && <span className="none">{say(texts.notShown)}</span>}
            </>
          }
        />
      );
    const known = ACTIONS.find((each) => each === row.action);
    return (
      <li key={row.id}>
        <p className="timeline-head">
          <strong>
            {row.user_name ?? say(texts.bySystem)} · {label(row.model)} {row.model === 'user' && row.record_id} ·{' '}
            {known ? say(texts[`action.${known}`]) : row.action}
          </strong>
          <time dateTime={row.at} className="none">
            {fullInstant(row.at)}
          </time>
        </p>
        <p className="none">
          {row.changes === null ? say(texts.notShown) : <Told model={row.model} changes={row.changes} />}
        </p>
      </li>
    );
  });
}
