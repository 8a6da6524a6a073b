/** The page of a record, drawn from its definition: head, way through its states, facts, lines, related records, trail. */
import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useEffect, type ComponentType, type ReactNode } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import { kindOf, type Model } from '../../api/definitions';
import { isMissing } from '../../api/problem';
import { useDefinitions, useHistory, useRecord, useRelated } from '../../api/queries';
import type { Related, Row } from '../../api/records';
import type { RecordExtra } from '../feature';
import { nameField, nameOf } from '../fields';
import { marked } from '../marks';
import { useSay } from '../language';
import { EmptyState, Loading, PageFrame, ProblemAlert, Region } from '../parts';
import { useMedia, WIDE } from '../screen';
import { texts as common } from '../texts';
import { TabStrip } from '../Tabs';
import { StatusBadge } from '../tones';
import { Acts } from './Acts';
import { Facts } from './Facts';
import { LinesTable, RelatedTable } from './tables';
import { StatePath } from './StatePath';
import { Attachments, Comments } from './Talk';
import { texts } from './texts';
import { Timeline } from './Timeline';

export interface RecordPageProps {
  name: string;
  model: Model;
  id: string;
  tabs?: RecordExtra[];
  acts?: ComponentType<{ id: string; model: string }>[];
  /** What a feature shows between the facts and the tabs. */
  blocks?: ComponentType<{ id: string; model: string }>[];
  /** What stands beside the trail: comments, attachments. */
  rail?: (row: Row) => ReactNode;
}

export function RecordPage(props: RecordPageProps) {
  const { name, model, id } = props;
  const found = useRecord(name, id);
  if (found.isPending) return <Loading rows={10} />;
  if (found.error) {
    return isMissing(found.error) ? (
      <Missing name={name} model={model} id={id} />
    ) : (
      <ProblemAlert problem={found.error} />
    );
  }
  return <Drawn {...props} row={found.data} />;
}

function Drawn({ name, model, row, tabs = [], acts = [], blocks = [], rail }: RecordPageProps & { row: Row }) {
  const say = useSay();
  const wide = useMedia(WIDE);
  const navigate = useNavigate();
  const history = useHistory(name, row.id);
  const related = useRelated(name, row.id);
  const title = marked(nameOf(model, row)) || say(model.label);
  useEffect(() => {
    document.title = `${title} · ${say(model.label)}`;
  }, [title, model, say]);
  const beside = (
    <Region>
      {rail?.(row)}
      <Attachments model={name} id={row.id} />
      <Comments model={name} id={row.id} />
    </Region>
  );
  const trail = <Timeline name={name} model={model} changes={history.data?.rows ?? []} loading={history.isPending} />;
  const lineTabs = Object.entries(model.fields).filter(([, field]) => kindOf(field) === 'lines' && field.of);
  const items = [
    ...lineTabs.map(([key, field]) => ({
      key,
      label: counted(say(field.label), Array.isArray(row[key]) ? row[key].length : 0),
      children: <LinesTable of={field.of ?? ''} rows={(row[key] as unknown as Row[]) ?? []} />,
    })),
    ...tabs.map((tab) => ({
      key: tab.key,
      label: say(tab.title),
      children: (
        <Region>
          <tab.component id={row.id} model={name} />
        </Region>
      ),
    })),
    ...relatedTabs(related.data?.rows ?? []).map((each) => ({
      key: `${each.model}.${each.field}`,
      label: <RelatedLabel {...each} />,
      children: <RelatedTable {...each} id={row.id} />,
    })),
    ...(wide ? [] : [{ key: 'timeline', label: say(texts.timeline), children: trail }]),
  ];
  return (
    <PageFrame
      testId={`record-${name}`}
      title={title}
      above={
        <Link to={`/m/${name}`} className="anchor">
          {say(model.label)}
        </Link>
      }
      help={say(model.note)}
      beside={
        <>
          <CopyNumber text={nameField(model) ? title : ''} />
          {row.state && (
            <StatusBadge big field="state" value={row.state} label={model.states?.labels[row.state] ?? null} />
          )}
        </>
      }
      actions={
        <Acts name={name} model={model} row={row} extras={acts} onRemoved={() => void navigate({ to: `/m/${name}` })} />
      }
    >
      {model.states && row.state && <StatePath model={model} state={row.state} changes={history.data?.rows ?? []} />}
      <div className={wide ? 'record record-wide' : 'record'}>
        <div className="record-main">
          <Region>
            <Facts name={name} model={model} row={row} />
          </Region>
          {blocks.map((Block, at) => (
            <Region key={at}>
              <Block id={row.id} model={name} />
            </Region>
          ))}
          {items.length > 0 && (
            <Region>
              <TabStrip items={items} label={title} />
            </Region>
          )}
          {!wide && beside}
        </div>
        {wide && (
          <aside className="record-side">
            {beside}
            <section className="panel">
              <h2>{say(texts.timeline)}</h2>
              <Region>{trail}</Region>
            </section>
          </aside>
        )}
      </div>
    </PageFrame>
  );
}

export function counted(label: string, count: number | null): string {
  return count ? `${label} (${count > 10_000 ? '10,000+' : count})` : label;
}

function relatedTabs(rows: Related[]): Related[] {
  return rows.filter((each) => each.rows.length > 0);
}

function RelatedLabel({ model, field, count, rows }: Related) {
  const definitions = useDefinitions();
  const say = useSay();
  const target = definitions?.models[model];
  const twice = target
    ? Object.values(target.fields).filter((each) => each.to === target.fields[field]?.to).length > 1
    : false;
  const label = say(target?.label);
  return (
    <>{counted(twice ? `${label} · ${say(target?.fields[field]?.label)}` : label, Math.max(count ?? 0, rows.length))}</>
  );
}

function CopyNumber({ text }: { text: string }) {
  const say = useSay();
  const { message } = App.useApp();
  if (!text || !navigator.clipboard) return null;
  const label = say(texts.copyNumber, { number: text });
  return (
    <Button
      type="text"
      size="small"
      icon={<CopyOutlined />}
      aria-label={label}
      title={label}
      onClick={() => void navigator.clipboard.writeText(text).then(() => message.success(say(common.copied)))}
    />
  );
}

export function Missing({ name, model, id }: { name: string; model: Model; id: string }) {
  const say = useSay();
  return (
    <EmptyState
      title={say(common.missingTitle)}
      text={say(common.missingText, { name: /^[0-9a-f-]{36}$/.test(id) ? say(model.label) : id })}
      action={
        <Link to={`/m/${name}`}>
          <Button type="primary">{say(common.toList, { model: say(model.label) })}</Button>
        </Link>
      }
    />
  );
}
