/** The fields of a record as its form places them, read-only, with names of links and units of quantities. */
import { useQuery } from '@tanstack/react-query';
import { kindOf, type Field, type Language, type Model, type Placed } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import { records, type Row } from '../../api/records';
import { systemFields } from '../fields';
import { useEnvironment } from '../form/env';
import { useWhyEmpty } from '../notices';
import { useSay } from '../language';
import { companions, Shown } from '../show';
import { texts as formTexts } from '../form/texts';
import { ago } from '../format';
import { useLanguage } from '../language';
import { texts as common } from '../texts';
import { linkText, asLink } from '../show';

const LONG = ['long_text', 'rich_text', 'json', 'lines'];

/** The row with the names behind its links and the units of its quantities, read beside it. */
export function useNamed(name: string, model: Model, row: Row): Row {
  const definitions = useDefinitions();
  const extra = companions(definitions, model.fields, Object.keys(model.fields));
  const found = useQuery({
    queryKey: ['record', name, row.id, 'names', row.version, extra.join()],
    enabled: extra.length > 0,
    retry: false,
    queryFn: () =>
      records.list(name, {
        fields: ['id', ...extra].join(','),
        where: { field: 'id', op: 'eq', value: row.id },
        limit: 1,
      }),
  });
  return { ...found.data?.rows[0], ...row };
}

export function Facts({ name, model, row }: { name: string; model: Model; row: Row }) {
  const say = useSay();
  const named = useNamed(name, model, row);
  const placed = new Set(fieldsOf(model.form));
  const rest = Object.keys(model.fields).filter((key) => !placed.has(key));
  const own = model.form.length > 0 ? [...placed] : rest;
  const others = model.form.length > 0 ? rest : [];
  return (
    <section className="panel">
      <FactList model={model} keys={own} row={named} />
      {hasAny(others, named, model) && (
        <details className="more-facts">
          <summary>{say(formTexts.other)}</summary>
          <FactList model={model} keys={others} row={named} />
        </details>
      )}
      <Stamp model={model} row={row} />
    </section>
  );
}

/** Without what the program wrote for readers of the other language: a text it keeps as `x` and `x_en`. */
export function ofLanguage(keys: string[], fields: Record<string, Field>, language: Language): string[] {
  return keys.filter((key) => {
    const pair = key.endsWith('_en') ? key.slice(0, -3) : `${key}_en`;
    if (!fields[pair] || !fields[key]?.readonly || !fields[pair].readonly) return true;
    return key.endsWith('_en') === (language === 'en');
  });
}

function hasAny(keys: string[], row: Row, model: Model): boolean {
  return keys.some(
    (key) => kindOf(model.fields[key] as Field) !== 'lines' && row[key] !== null && row[key] !== undefined,
  );
}

/** The fields a form places, in order. */
export function fieldsOf(form: Placed[]): string[] {
  return form.flatMap((place) => [
    ...(place.kind === 'field' && place.target ? [place.target] : []),
    ...fieldsOf(place.rows ?? []),
  ]);
}

function FactList({ model, keys, row }: { model: Model; keys: string[]; row: Row }) {
  const say = useSay();
  const whyEmpty = useWhyEmpty();
  const { env } = useEnvironment(model, row);
  const language = useLanguage();
  const shown = ofLanguage(keys, model.fields, language).filter((key) => {
    const field = model.fields[key];
    return field && kindOf(field) !== 'lines' && !isBare(field, row[key]);
  });
  return (
    <dl className="fact-list">
      {shown.map((key) => {
        const field = model.fields[key] as Field;
        const empty = row[key] === null ? whyEmpty(field, env) : undefined;
        return (
          <div key={key} className={LONG.includes(kindOf(field)) ? 'fact fact-long' : 'fact'}>
            <dt>{say(field.label)}</dt>
            <dd data-testid={`fact-${key}`}>
              <Shown name={key} field={field} value={row[key]} row={row} />
              {empty && (
                <small className="tone-held" role="note">
                  {empty}
                </small>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A text that holds nothing but an identity says nothing to people. */
function isBare(field: Field, value: unknown): boolean {
  if (typeof value === 'string') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
  const link = asLink(value as never);
  return field.type === 'link' && link !== undefined && linkText(link) === '';
}

function Stamp({ model, row }: { model: Model; row: Row }) {
  const say = useSay();
  const language = useLanguage();
  const fields = systemFields(model);
  if (!fields['created_at'] || typeof row['created_at'] !== 'string') return null;
  const who = (value: unknown) => {
    const link = asLink(value as never);
    return link ? linkText(link) : '';
  };
  return (
    <p className="stamp none">
      {say(common.createdBy)} {who(row['created_by'])} · {ago(row['created_at'], language)}
      {typeof row['updated_at'] === 'string' && row['updated_at'] !== row['created_at'] && (
        <>
          {' · '}
          {say(common.updatedBy)} {who(row['updated_by'])} · {ago(row['updated_at'], language)}
        </>
      )}
    </p>
  );
}
