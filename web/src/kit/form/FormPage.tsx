/** The form of a record, drawn from its definition. */
import { App, Button, Form } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { kindOf, mayWrite, type Field, type Model } from '../../api/definitions';
import { Problem } from '../../api/problem';
import { useDefinitions, useRecord, useSave } from '../../api/queries';
import type { Row, Value } from '../../api/records';
import { nameOf, pathOf } from '../fields';
import { useSay } from '../language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../parts';
import { fieldsOf } from '../record/Facts';
import { Missing } from '../record/RecordPage';
import { unitOf } from '../show';
import { texts as common } from '../texts';
import { isBlank } from './StepInputs';
import { FieldInput } from './inputs';
import { LinesEditor, type Line } from './LinesEditor';
import { texts } from './texts';
import { changedValues } from './values';

export function FormPage({ name, model, id }: { name: string; model: Model; id?: string }) {
  const found = useRecord(name, id);
  if (id === undefined) return <Editor name={name} model={model} />;
  if (found.isPending) return <Loading rows={10} />;
  if (found.error instanceof Problem && [403, 404].includes(found.error.status))
    return <Missing name={name} model={model} id={id} />;
  if (found.error) return <ProblemAlert problem={found.error} />;
  return <Editor key={found.data.id} name={name} model={model} row={found.data} />;
}

const WIDE = ['long_text', 'rich_text', 'json', 'lines'];

function Editor({ name, model, row }: { name: string; model: Model; row?: Row }) {
  const say = useSay();
  const navigate = useNavigate();
  const definitions = useDefinitions();
  const { message } = App.useApp();
  const save = useSave(name);
  const [values, setValues] = useState<Record<string, Value>>(() => ({ ...row }));
  const [shown, setShown] = useState(false);
  const allowed = row ? model.may.write : model.may.create;
  const placed = fieldsOf(model.form);
  const keys = useMemo(
    () => [...placed, ...Object.keys(model.fields).filter((key) => !placed.includes(key))],
    [placed, model],
  );
  const editable = keys.filter((key) => mayWrite(allowed, key) && !model.fields[key]?.readonly);
  const problems =
    save.error instanceof Problem
      ? Object.fromEntries(save.error.fields.map((each) => [String(each.field), String(each.message ?? '')]))
      : {};
  const title = row
    ? say(texts.editTitle, { name: nameOf(model, row) || say(model.label) })
    : say(texts.newTitle, { model: say(model.label) });

  function submit() {
    setShown(true);
    const missing = editable.find(
      (key) => model.fields[key]?.required && isBlank(values[key]) && !model.fields[key]?.default,
    );
    if (missing) {
      document.getElementById(`field-${missing}`)?.focus();
      return;
    }
    const changed = changedValues(model, definitions, editable, values, row);
    save.mutate(
      { ...(row ? { row } : {}), values: changed },
      {
        onSuccess: (saved) => {
          void message.success(
            say(row ? common.saved : common.created, { name: nameOf(model, saved) || say(model.label) }),
          );
          void navigate({ to: pathOf(name, model, saved) });
        },
      },
    );
  }
  useEffect(() => {
    const keyed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === 's') {
        event.preventDefault();
        submit();
      }
    };
    window.addEventListener('keydown', keyed);
    return () => window.removeEventListener('keydown', keyed);
  });

  if (editable.length === 0) return <EmptyState title={say(texts.noFields)} />;
  return (
    <PageFrame
      testId={`form-${name}`}
      title={title}
      help={say(model.note)}
      actions={
        <>
          <Button onClick={() => void navigate({ to: row ? pathOf(name, model, row) : `/m/${name}` })}>
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
      <ProblemAlert problem={save.error} />
      <Form layout="vertical" component="div" className="panel form-grid">
        {editable.map((key) => {
          const field = model.fields[key] as Field;
          const missing =
            shown && field.required && !field.default && isBlank(values[key])
              ? say(common.required, { field: say(field.label) })
              : undefined;
          const wrong = problems[key] ?? missing;
          const lines = kindOf(field) === 'lines';
          return (
            <Form.Item
              key={key}
              className={WIDE.includes(kindOf(field)) ? 'form-wide' : undefined}
              label={kindOf(field) === 'boolean' ? undefined : say(field.label)}
              htmlFor={`field-${key}`}
              required={field.required === true}
              {...(wrong ? { validateStatus: 'error' as const, help: wrong } : { help: say(field.note) || undefined })}
            >
              {lines ? (
                <LinesEditor
                  name={key}
                  fields={lineFields(definitions?.models[field.of ?? '']?.fields ?? {})}
                  lines={(values[key] as Line[] | undefined) ?? []}
                  onChange={(next) => setValues({ ...values, [key]: next as unknown as Value })}
                />
              ) : (
                <FieldInput
                  id={`field-${key}`}
                  field={field}
                  value={values[key]}
                  unit={unitOf(field, values as unknown as Row)}
                  invalid={wrong !== undefined}
                  onChange={(value) => setValues({ ...values, [key]: value })}
                />
              )}
            </Form.Item>
          );
        })}
      </Form>
    </PageFrame>
  );
}

/** The fields of lines that people enter; what the system fills in stays off until it is there. */
export function lineFields(fields: Record<string, Field>): Record<string, Field> {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => !field.readonly || field.formula));
}
