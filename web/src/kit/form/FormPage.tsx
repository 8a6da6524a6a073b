/** The form of a record, drawn from its definition and alive: conditions, formulas, drafts, conflicts. */
import { Alert, App, Button, Form } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { kindOf, mayWrite, type Model, type Placed } from '../../api/definitions';
import { Problem } from '../../api/problem';
import { keys as queryKeys, useDefinitions, useRecord, useSave, useSession } from '../../api/queries';
import { records, type Row, type Value } from '../../api/records';
import { nameOf, pathOf } from '../fields';
import { instant } from '../format';
import { useSay } from '../language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../parts';
import { Missing } from '../record/RecordPage';
import { fieldsOf } from '../record/Facts';
import { texts as common } from '../texts';
import { Conflict } from './Conflict';
import { basisOf, draftKey, dropDraft, isOlder, keepDraft, readDraft, tidyDrafts } from './drafts';
import { useTellNotices } from '../notices';
import { environment, outward, tried, useEnvironment } from './env';
import { fieldState, Layout } from './Layout';
import { isBlank } from './StepInputs';
import { texts } from './texts';
import { changedValues } from './values';

export function FormPage({
  name,
  model,
  id,
  given,
}: {
  name: string;
  model: Model;
  id?: string;
  given?: Record<string, Value>;
}) {
  const found = useRecord(name, id);
  const session = useSession();
  if (!session) return <Loading rows={10} />;
  if (id === undefined) return <Editor name={name} model={model} user={session.id} {...(given ? { given } : {})} />;
  if (found.isPending) return <Loading rows={10} />;
  if (found.error instanceof Problem && [403, 404].includes(found.error.status))
    return <Missing name={name} model={model} id={id} />;
  if (found.error) return <ProblemAlert problem={found.error} />;
  return <Editor key={found.data.id} name={name} model={model} row={found.data} user={session.id} />;
}

/** The places of a form: as drawn, then every field that is not placed, so that none is out of reach. */
export function placesOf(model: Model, reachable: (key: string) => boolean): Placed[] {
  const placed = new Set(fieldsOf(model.form));
  const rest = Object.keys(model.fields).filter((key) => !placed.has(key) && reachable(key));
  return [...model.form, ...rest.map((target): Placed => ({ kind: 'field', target }))];
}

/** Whether this user enters a field here. */
function opensHere(model: Model, allowed: readonly string[], field: string): boolean {
  return mayWrite(allowed, field) && model.fields[field]?.readonly !== true;
}

interface EditorProps {
  name: string;
  model: Model;
  row?: Row;
  user: string;
  given?: Record<string, Value>;
}

function Editor({ name, model, row: opened, user, given }: EditorProps) {
  const say = useSay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const definitions = useDefinitions();
  const session = useSession();
  const { message } = App.useApp();
  const tell = useTellNotices();
  const save = useSave(name);
  const key = draftKey(user, name, opened?.id);
  const [draft] = useState(() => readDraft(key));
  // The record as it was when the form was opened, or the draft begun: a refreshed one must not change what is compared.
  const [row, setRow] = useState(() => basisOf(opened, draft));
  const [restored, setRestored] = useState(draft !== undefined);
  const [base, setBase] = useState<Record<string, Value>>(() =>
    row ? { ...row } : { ...defaults(model, { definitions, session, settings: {}, linked: {} }), ...given },
  );
  const [values, setValues] = useState<Record<string, Value>>(() => ({ ...base, ...draft?.values }));
  const [shown, setShown] = useState(false);
  const [theirs, setTheirs] = useState<Row>();
  const allowed = row ? model.may.write : model.may.create;
  const writable = (field: string) => mayWrite(allowed, field);
  const places = useMemo(
    () => placesOf(model, (field) => opensHere(model, allowed, field) || model.fields[field]?.formula !== undefined),
    [model, allowed],
  );
  const { env, linked } = useEnvironment(model, values);
  const open = fieldsOf(places).filter((field) => {
    const definition = model.fields[field];
    if (!definition) return false;
    const state = fieldState(definition, placeOf(places, field), writable(field), env);
    return state.visible && !state.readonly;
  });
  const changed = changedValues(model, definitions, open, values, row);
  const dirty = Object.keys(row ? changed : changedSince(values, base)).length > 0;
  const problems =
    save.error instanceof Problem
      ? Object.fromEntries(save.error.fields.map((each) => [String(each.field), String(each.message ?? '')]))
      : {};
  const title = row
    ? say(texts.editTitle, { name: nameOf(model, row) || say(model.label) })
    : say(texts.newTitle, { model: say(model.label) });

  const finished = useRef(false);
  const pending = useRef<() => void>(undefined);
  useEffect(() => {
    if (finished.current) return undefined;
    if (!dirty) {
      pending.current = undefined;
      dropDraft(key);
      return undefined;
    }
    const mine = changedSince(values, base);
    const before = Object.fromEntries(Object.keys(mine).map((field) => [field, base[field] ?? null]));
    pending.current = () => {
      pending.current = undefined;
      if (!finished.current)
        keepDraft(key, { at: new Date().toISOString(), version: row?.version ?? null, values: mine, before });
    };
    const timer = setTimeout(() => pending.current?.(), 300);
    return () => clearTimeout(timer);
  }, [key, values, base, dirty, row]);
  useEffect(() => {
    // Who leaves within a breath of the last key loses nothing either.
    const leaving = () => pending.current?.();
    window.addEventListener('pagehide', leaving);
    return () => {
      window.removeEventListener('pagehide', leaving);
      leaving();
    };
  }, []);
  useEffect(() => tidyDrafts(), []);

  function done(saved: Row) {
    finished.current = true;
    dropDraft(key);
    void message.success(say(row ? common.saved : common.created, { name: nameOf(model, saved) || say(model.label) }));
    tell(saved);
    void navigate({ to: pathOf(name, model, saved) });
  }
  function submit() {
    setShown(true);
    const missing = open.find(
      (field) =>
        fieldState(model.fields[field] as never, placeOf(places, field), true, env).required && isBlank(values[field]),
    );
    if (missing) {
      document.getElementById(`field-${missing}`)?.focus();
      return;
    }
    save.mutate(
      { ...(row ? { row } : {}), values: changed },
      {
        onSuccess: done,
        onError: (problem) => {
          if (row && problem instanceof Problem && problem.status === 412)
            void records.get(name, row.id).then(setTheirs);
        },
      },
    );
  }
  function keep(fields: string[]) {
    if (!theirs) return;
    const chosen = Object.fromEntries(Object.entries(changed).filter(([field]) => fields.includes(field)));
    if (Object.keys(chosen).length === 0) return discard();
    save.mutate({ row: theirs, values: chosen }, { onSuccess: done, onError: () => setTheirs(undefined) });
  }
  function discard() {
    finished.current = true;
    dropDraft(key);
    void client.invalidateQueries({ queryKey: queryKeys.record(name, row?.id ?? '') });
    void navigate({ to: row ? pathOf(name, model, row) : `/m/${name}` });
  }
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && (event.key === 's' || event.key === 'Enter')) {
        event.preventDefault();
        submit();
      }
    };
    window.addEventListener('keydown', keyed);
    return () => window.removeEventListener('keydown', keyed);
  });

  if (!fieldsOf(places).some((field) => opensHere(model, allowed, field)))
    return <EmptyState title={say(texts.noFields)} />;
  return (
    <PageFrame
      testId={`form-${name}`}
      title={title}
      help={say(model.note)}
      beside={dirty && <span className="none">{say(texts.unsaved)}</span>}
      actions={
        <>
          <Button
            onClick={() => void navigate({ to: row ? pathOf(name, model, row) : `/m/${name}` })}
            title={say(texts.leave)}
          >
            {say(common.cancel)}
          </Button>
          <Button
            type="primary"
            loading={save.isPending}
            onClick={submit}
            title={say(texts.saveKeys)}
            data-testid="save"
          >
            {say(common.save)}
          </Button>
        </>
      }
    >
      {restored && draft && (
        <Alert
          type="info"
          showIcon
          className="draft-note"
          data-testid="draft"
          title={say(texts.draftFound, { time: instant(draft.at) })}
          description={isOlder(draft, opened) ? say(texts.draftOlder) : undefined}
          action={
            <Button
              size="small"
              onClick={() => {
                dropDraft(key);
                const fresh = opened ? { ...opened } : base;
                setRow(opened);
                setBase(fresh);
                setValues(fresh);
                setRestored(false);
              }}
            >
              {say(texts.draftDrop)}
            </Button>
          }
        />
      )}
      <ProblemAlert problem={theirs ? undefined : save.error} />
      <Form layout="vertical" component="div" className="panel form-grid">
        <Layout
          model={model}
          definitions={definitions}
          places={places}
          values={values}
          linked={linked}
          env={env}
          writable={writable}
          problems={problems}
          shown={shown}
          onChange={(field, value) => setValues((old) => ({ ...old, [field]: value }))}
        />
      </Form>
      {theirs && row && (
        <Conflict
          model={model}
          before={row}
          now={theirs}
          mine={values}
          keys={Object.keys(changed)}
          onKeep={keep}
          onDiscard={discard}
          onClose={() => setTheirs(undefined)}
          busy={save.isPending}
        />
      )}
    </PageFrame>
  );
}

/** The defaults that can be told here: constants, today, the user; others the server fills in. */
function defaults(model: Model, around: Parameters<typeof environment>[2]): Record<string, Value> {
  const env = environment(model.fields, {}, around);
  const found: Record<string, Value> = {};
  for (const [field, definition] of Object.entries(model.fields)) {
    if (!definition.default || definition.readonly) continue;
    const value = tried(definition.default, env);
    if (value === undefined) continue;
    const user = kindOf(definition) === 'user' && value === around.session?.id && around.session;
    found[field] = user
      ? { id: user.id, label: user.name }
      : kindOf(definition) === 'integer'
        ? Number(outward(value))
        : outward(value);
  }
  return found;
}

function changedSince(values: Record<string, Value>, base: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([field, value]) => JSON.stringify(value ?? null) !== JSON.stringify(base[field] ?? null),
    ),
  );
}

function placeOf(places: Placed[], field: string): Placed | undefined {
  for (const place of places) {
    if (place.kind === 'field' && place.target === field) return place;
    const inner = placeOf(place.rows ?? [], field);
    if (inner) return inner;
  }
  return undefined;
}
