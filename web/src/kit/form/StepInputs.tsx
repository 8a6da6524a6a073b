/** The inputs of a step or an operation as a form: what a caller may send with it. */
import { Form } from 'antd';
import { useMemo } from 'react';
import { kindOf, type Field } from '../../api/definitions';
import type { Value } from '../../api/records';
import { useSay } from '../language';
import { texts as common } from '../texts';
import { FieldInput } from './inputs';
import { LinesEditor, type Line } from './LinesEditor';

/** The first input that is needed and missing. */
export function inputsProblem(fields: Record<string, Field>, values: Record<string, unknown>): string | undefined {
  return Object.entries(fields).find(([key, field]) => field.required && isBlank(values[key]))?.[0];
}

export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export interface InputsProps {
  fields: Record<string, Field>;
  values: Record<string, unknown>;
  onChange: (values: Record<string, unknown>) => void;
  /** Whether missing values are pointed out already. */
  shown?: boolean;
  problems?: Record<string, string>;
}

export function Inputs({ fields, values, onChange, shown, problems }: InputsProps) {
  const say = useSay();
  const entries = useMemo(() => Object.entries(fields), [fields]);
  if (entries.length === 0) return null;
  return (
    <Form layout="vertical" component="div" className="inputs">
      {entries.map(([key, field], at) => {
        const missing =
          shown && field.required && isBlank(values[key])
            ? say(common.required, { field: say(field.label) })
            : undefined;
        const wrong = problems?.[key] ?? missing;
        const change = (value: Value) => onChange({ ...values, [key]: value });
        return (
          <Form.Item
            key={key}
            label={kindOf(field) === 'boolean' ? undefined : say(field.label)}
            htmlFor={`input-${key}`}
            required={field.required === true}
            {...(wrong ? { validateStatus: 'error' as const, help: wrong } : { help: say(field.note) || undefined })}
          >
            {kindOf(field) === 'lines' ? (
              <LinesEditor
                fields={field.fields ?? {}}
                lines={(values[key] as Line[] | undefined) ?? []}
                onChange={(lines) => change(lines as unknown as Value)}
                name={key}
              />
            ) : (
              <FieldInput
                id={`input-${key}`}
                field={field}
                value={values[key] as Value}
                onChange={change}
                autoFocus={at === 0}
                invalid={wrong !== undefined}
              />
            )}
          </Form.Item>
        );
      })}
    </Form>
  );
}
