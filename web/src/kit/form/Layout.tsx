/** The places of a form as its definition draws them: rows, sections, tabs, texts, and fields that come and go. */
import { Form, Tabs } from 'antd';
import type { ReactNode } from 'react';
import { kindOf, type Definitions, type Field, type Model, type Placed } from '../../api/definitions';
import type { Row, Value } from '../../api/records';
import { toText, type Environment } from '../expression/values';
import { useSay } from '../language';
import { Shown, unitOf } from '../show';
import { texts as common } from '../texts';
import { useWhyEmpty } from '../notices';
import { holdsHere, inward, outward, tooFine, tried } from './env';
import { FieldInput } from './inputs';
import { LinesEditor, type Line } from './LinesEditor';
import { isBlank } from './StepInputs';
import { texts } from './texts';

const LONG = ['long_text', 'rich_text', 'json', 'lines'];

export interface FieldState {
  visible: boolean;
  required: boolean;
  readonly: boolean;
}

/** What a field is at this moment: shown, needed, open, by the definition and by the place it has in the form. */
export function fieldState(field: Field, place: Placed | undefined, writable: boolean, env: Environment): FieldState {
  return {
    visible: holdsHere(place?.visible, env, true) || place?.visible === undefined,
    required:
      field.required === true ||
      (field.required_if !== undefined && holdsHere(field.required_if, env, false)) ||
      (place?.required !== undefined && holdsHere(place.required, env, false)),
    readonly:
      !writable || field.readonly === true || (place?.readonly !== undefined && holdsHere(place.readonly, env, false)),
  };
}

export interface LayoutProps {
  model: Model;
  definitions: Definitions | undefined;
  places: Placed[];
  values: Record<string, Value>;
  linked: Record<string, Row>;
  env: Environment;
  writable: (key: string) => boolean;
  problems: Record<string, string>;
  shown: boolean;
  onChange: (key: string, value: Value) => void;
}

export function Layout(props: LayoutProps): ReactNode {
  const say = useSay();
  const { places, env } = props;
  const tabs = places.filter((place) => place.kind === 'tab');
  return (
    <>
      {places
        .filter((place) => place.kind !== 'tab' && (place.visible === undefined || holdsHere(place.visible, env, true)))
        .map((place, at) => {
          if (place.kind === 'field') return <PlacedField key={place.target} {...props} place={place} />;
          if (place.kind === 'row') {
            return (
              <div key={at} className="form-row">
                <Layout {...props} places={place.rows ?? []} />
              </div>
            );
          }
          if (place.kind === 'section') {
            return (
              <section key={at} className="form-section">
                <h2>{say(place.label)}</h2>
                <Layout {...props} places={place.rows ?? []} />
              </section>
            );
          }
          if (place.kind === 'text') {
            const value = tried(place.text, env);
            return value === undefined || value === null ? null : <p key={at}>{toText(value)}</p>;
          }
          return null;
        })}
      {tabs.length > 0 && (
        <Tabs
          items={tabs.map((tab, at) => ({
            key: String(at),
            label: say(tab.label),
            forceRender: true,
            children: <Layout {...props} places={tab.rows ?? []} />,
          }))}
        />
      )}
    </>
  );
}

function PlacedField({ place, ...props }: LayoutProps & { place: Placed }) {
  const say = useSay();
  const whyEmpty = useWhyEmpty();
  const { model, definitions, values, env, linked } = props;
  const key = place.target ?? '';
  const field = model.fields[key];
  if (!field) return null;
  const state = fieldState(field, place, props.writable(key), env);
  if (!state.visible) return null;
  const kind = kindOf(field);
  const missing =
    props.shown && state.required && !state.readonly && isBlank(values[key])
      ? say(common.required, { field: say(field.label) })
      : undefined;
  const allowed = tooFine(field, values[key], env);
  const fine = allowed === undefined ? undefined : say(texts.tooFine, { value: allowed });
  const wrong = props.problems[key] ?? missing ?? fine;
  const computed = field.formula ? tried(field.formula, env) : undefined;
  const value = computed === undefined ? values[key] : outward(computed);
  const empty = whyEmpty(field, env);
  const row = { ...values, ...unitRow(field, values, linked) } as unknown as Row;
  return (
    <Form.Item
      className={LONG.includes(kind) ? 'form-wide' : 'form-cell'}
      style={place.width ? { flexGrow: place.width, flexBasis: `${place.width * 4}%` } : undefined}
      label={kind === 'boolean' && !state.readonly ? undefined : say(field.label)}
      htmlFor={state.readonly ? undefined : `field-${key}`}
      required={state.required && !state.readonly}
      {...(wrong
        ? { validateStatus: 'error' as const, help: wrong }
        : empty
          ? { validateStatus: 'warning' as const, help: empty }
          : { help: say(field.note) || undefined })}
    >
      {kind === 'lines' ? (
        <LinesEditor
          name={key}
          disabled={state.readonly}
          fields={lineFields(definitions?.models[field.of ?? '']?.fields ?? field.fields ?? {}, state.readonly)}
          lines={(values[key] as Line[] | undefined) ?? []}
          problems={linesProblems(props.problems, key)}
          allowed={(line, lineField, value) => {
            const own = lineEnvironment(env, key, values, line);
            return own && tooFine(lineField, value, own);
          }}
          formula={(line, lineField) => lineFormula(env, key, values, line, lineField)}
          onChange={(next) => props.onChange(key, next as unknown as Value)}
        />
      ) : state.readonly ? (
        <span className="form-shown" data-testid={`shown-${key}`}>
          <Shown name={key} field={field} value={value} row={row} />
        </span>
      ) : (
        <FieldInput
          id={`field-${key}`}
          field={field}
          value={values[key]}
          unit={unitOf(field, row)}
          invalid={wrong !== undefined}
          onChange={(next) => props.onChange(key, next)}
        />
      )}
    </Form.Item>
  );
}

/** The problems of the lines of one field, by `place.field`: `lines.0.quantity` or `lines[0].quantity`. */
export function linesProblems(problems: Record<string, string>, key: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, message] of Object.entries(problems)) {
    const parts = name.replace(/\[(\w+)\]/g, '.$1').split('.');
    if (parts[0] === key && parts.length > 2) found[parts.slice(1).join('.')] = message;
  }
  return found;
}

function lineFormula(
  env: Environment,
  key: string,
  values: Record<string, Value>,
  line: Line,
  field: Field,
): Value | undefined {
  const own = lineEnvironment(env, key, values, line);
  const value = own && field.formula ? tried(field.formula, own) : undefined;
  return value === undefined ? undefined : outward(value);
}

function lineEnvironment(env: Environment, key: string, values: Record<string, Value>, line: Line) {
  const at = ((values[key] as Line[] | undefined) ?? []).findIndex((each) => each.id === line.id);
  return env.rows([key])?.[at];
}

/** The unit of a quantity that stands behind a link of the form. */
function unitRow(field: Field, values: Record<string, Value>, linked: Record<string, Row>): Record<string, Value> {
  const [owner, name] = field.unit?.split('.') ?? [];
  if (!owner || !name || !field.unit) return {};
  const id = inward({ type: 'link', label: { zh: '', en: '' } }, values[owner]);
  const row = typeof id === 'string' ? linked[id] : undefined;
  return row ? { [field.unit]: row[name] } : {};
}

/** The fields of lines that people enter or that are computed from them; what the system fills in stays off. */
export function lineFields(fields: Record<string, Field>, all: boolean): Record<string, Field> {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => all || !field.readonly || field.formula));
}
