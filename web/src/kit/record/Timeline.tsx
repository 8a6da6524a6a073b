/** What happened to a record, in words, newest first, and for each the reason behind it. */
import { Button, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { kindOf, type Definitions, type Field, type Language, type Model } from '../../api/definitions';
import { isId } from '../../api/key';
import { useDefinitions } from '../../api/queries';
import type { Change, Value } from '../../api/records';
import { usePeople } from '../../api/talk';
import { allFields } from '../fields';
import { ago, fullInstant, NONE } from '../format';
import { said, useLanguage, useSay } from '../language';
import { marked } from '../marks';
import { plainText } from '../show';
import { useWords } from '../list/words';
import { texts } from './texts';

const SIGNATURE = '_signature';
const FIRST = 12;
const FEW = 4;
const LONGEST = 60;

export function Timeline({
  name,
  model,
  changes,
  loading,
}: {
  name: string;
  model: Model;
  changes: Change[];
  loading: boolean;
}) {
  const say = useSay();
  const [all, setAll] = useState(false);
  if (loading) return <Skeleton active paragraph={{ rows: 4 }} />;
  if (changes.length === 0) return <p className="none">{say(texts.timelineEmpty)}</p>;
  const newest = [...changes].reverse();
  const shown = all ? newest : newest.slice(0, FIRST);
  return (
    <ol className="timeline" data-testid="timeline">
      {shown.map((change, at) => (
        <Entry key={`${change.at}.${change.version}.${at}`} name={name} model={model} change={change} />
      ))}
      {!all && newest.length > FIRST && (
        <li>
          <Button size="small" onClick={() => setAll(true)}>
            {say(texts.older, { count: newest.length - FIRST })}
          </Button>
        </li>
      )}
    </ol>
  );
}

export interface EntryProps {
  name: string;
  model: Model;
  change: Change;
  /** Of which record it is, where the page is not that record's. */
  about?: ReactNode;
  /** The instant itself in place of how long ago it was. */
  exact?: boolean;
}

/** One change in words: who did what, each field from old to new, and why. */
export function Entry({ name, model, change, about, exact }: EntryProps) {
  const say = useSay();
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState(false);
  const lines = Object.entries(change.changes).filter(
    ([key]) => key !== SIGNATURE && (key !== 'state' || change.action !== 'create'),
  );
  const signature = signatureOf(change);
  const shown = open ? lines : lines.slice(0, FEW);
  return (
    <li>
      <p className="timeline-head">
        <strong>
          {headline(model, change, say)} {about}
        </strong>
        <time dateTime={change.at} title={fullInstant(change.at)} className="none">
          {exact ? fullInstant(change.at) : ago(change.at, language)}
        </time>
      </p>
      {change.action === 'create' && !open ? null : (
        <ul>
          {shown.map(([key, pair]) => (
            <FieldChange key={key} model={model} fieldKey={key} pair={pair} created={change.action === 'create'} />
          ))}
        </ul>
      )}
      {signature && (
        <p data-testid="signature" title={signature.hash}>
          {say(texts.signed, { name: signature.name, login: signature.login, meaning: say(signature.meaning) })}
        </p>
      )}
      {change.reason && <p>{say(texts.reason, { reason: change.reason })}</p>}
      <p className="timeline-acts">
        {!open && (change.action === 'create' ? lines.length > 0 : lines.length > FEW) && (
          <button type="button" className="plain-button" onClick={() => setOpen(true)}>
            {say(texts.moreChanges, { count: change.action === 'create' ? lines.length : lines.length - FEW })}
          </button>
        )}
        {change.rule && (
          <button
            type="button"
            className="plain-button"
            aria-expanded={why}
            onClick={() => setWhy(!why)}
            data-testid="why"
          >
            {say(texts.why)}
          </button>
        )}
      </p>
      {why && <Why change={change} own={name} />}
    </li>
  );
}

interface Signature {
  name: string;
  login: string;
  meaning: { zh: string; en: string };
  hash: string;
}

/** Who signed the step electronically, and what it means; nothing where nobody did. */
function signatureOf(change: Change): Signature | undefined {
  const pair: unknown = change.changes[SIGNATURE];
  return Array.isArray(pair) ? (pair[1] as Signature) : undefined;
}

function headline(model: Model, change: Change, say: ReturnType<typeof useSay>): string {
  const user = change.user_name ?? say(texts.byRule);
  const label = say(model.label);
  const file = fileOf(change);
  if (file) return say(change.action === 'attach' ? texts.attached : texts.detached, { user, name: file });
  if (change.action === 'create') return say(texts.madeBy, { user, model: label });
  if (change.action === 'delete') return say(texts.removedIt, { user, model: label });
  const step = model.steps?.[change.action];
  return step ? say(texts.tookStep, { user, step: say(step.label) }) : say(texts.changedIt, { user, model: label });
}

/** The name of the file that was attached or taken away. */
function fileOf(change: Change): string | undefined {
  const pair = change.changes['_file'];
  const file: unknown = Array.isArray(pair) ? (pair[0] ?? pair[1]) : undefined;
  return typeof file === 'object' && file !== null && 'name' in file ? String(file.name) : undefined;
}

/** One field: 将 判定 由 待定 改为 拒收; a lines field by how many lines. */
function FieldChange({
  model,
  fieldKey,
  pair,
  created,
}: {
  model: Model;
  fieldKey: string;
  pair: unknown;
  created: boolean;
}) {
  const say = useSay();
  const language = useLanguage();
  const field = allFields(model)[fieldKey];
  const values = Array.isArray(pair) ? (pair as Value[]).flat() : [];
  const words = useWords(field && kindOf(field) === 'link' ? field.to : undefined, values);
  const people = usePeople();
  if (!field) return null;
  const label = say(field.label);
  if (!Array.isArray(pair)) {
    const lines = Object.values((pair ?? {}) as Record<string, Record<string, unknown>>);
    const added = lines.filter((line) =>
      Object.values(line).every((each) => Array.isArray(each) && each[0] === null),
    ).length;
    return (
      <>
        {added > 0 && <li>{say(texts.lineAdded, { field: label, count: added })}</li>}
        {lines.length > added && <li>{say(texts.lineChanged, { field: label, count: lines.length - added })}</li>}
      </>
    );
  }
  const shown = (value: Value) => {
    if (kindOf(field) === 'user') return people.data?.rows.find((person) => person.id === value)?.name ?? NONE;
    const text = valueWords(field, value, words, language);
    return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  };
  const [old, now] = pair as [Value, Value];
  if (now === old || (typeof now === 'string' && isId(now) && kindOf(field) === 'text')) return null;
  if (created || old === null) return <li>{say(texts.setTo, { field: label, new: shown(now) })}</li>;
  return <li>{say(texts.changedFrom, { field: label, old: shown(old), new: shown(now) })}</li>;
}

function valueWords(field: Field, value: Value, words: Record<string, string>, language: Language): string {
  const id = Array.isArray(value) && field.to === 'any' ? String(value[1]) : String(value);
  return words[id] ?? marked(plainText(field, Array.isArray(value) && field.to === 'any' ? null : value, language));
}

/** The chain of events and rules behind a change, outermost last. */
function Why({ change, own }: { change: Change; own: string }) {
  const say = useSay();
  const definitions = useDefinitions();
  const language = useLanguage();
  return (
    <ol className="why" data-testid="why-panel">
      <li>{ruleWords(definitions, change.rule, language)}</li>
      {(change.because ?? []).map((cause, at) => {
        const model = definitions?.models[cause.model ?? own];
        const step = cause.action ? model?.steps?.[cause.action] : undefined;
        return (
          <li key={at}>
            {say(texts.whyEvent, {
              model: say(model?.label),
              action: say(step?.label) || (cause.action ?? ''),
            })}
            {cause.rule && <> · {ruleWords(definitions, cause.rule, language)}</>}
          </li>
        );
      })}
    </ol>
  );
}

/** Where a rule stands, in words: `app/model.yaml: when.other_model.step[0]`. */
export function ruleWords(definitions: Definitions | undefined, rule: string, language: Language): string {
  const found = /^(\w+)\/(\w+)\.yaml: (\w+)\.([\w.]+?)(?:\[(\d+)\])?$/.exec(rule);
  if (!found) return said(language, texts.whyRule, { rule });
  const [, app = '', owner = '', , event = '', place] = found;
  const [source = '', step = ''] = event.includes('.') ? event.split('.') : [owner, event];
  const of = definitions?.models[owner];
  const origin = definitions?.models[source];
  const app_ = definitions?.apps[app];
  const words = [app_?.label, of?.label].map((each) => (each ? said(language, each) : '')).filter(Boolean);
  const cause = [
    origin ? said(language, origin.label) : '',
    origin?.steps?.[step] ? said(language, origin.steps[step].label) : '',
  ].filter(Boolean);
  return said(language, texts.whyRule, {
    rule: `${words.join(' · ')}：${cause.join(' ')}${place ? ` #${Number(place) + 1}` : ''}`,
  });
}
