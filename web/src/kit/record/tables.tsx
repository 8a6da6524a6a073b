/** Tables inside a record page: its lines, and records that point to it. */
import { Link } from '@tanstack/react-router';
import { kindOf, type Field, type Model } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import type { Related, Row } from '../../api/records';
import { allFields, pathOf } from '../fields';
import { useSay } from '../language';
import { EmptyState } from '../parts';
import { isNumeric, Shown } from '../show';
import { texts } from './texts';
import { defaultColumns } from '../list/columns';

/** A small table of rows, drawn from the definition of their model. */
export function RowsTable({
  name,
  model,
  keys,
  rows,
  label,
}: {
  name: string;
  model: Model;
  keys: string[];
  rows: Row[];
  label: string;
}) {
  const say = useSay();
  const fields = allFields(model);
  const opens = model.kind === 'record' && !model.line_of;
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="plain-table phone-cards">
        <thead>
          <tr>
            {keys.map((key) => (
              <th key={key} scope="col" className={isNumeric(fields[key] as Field) ? 'numeric' : undefined}>
                {say(fields[key]?.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {keys.map((key, at) => (
                <td
                  key={key}
                  data-label={at === 0 ? undefined : say(fields[key]?.label)}
                  className={isNumeric(fields[key] as Field) ? 'numeric' : undefined}
                >
                  {at === 0 && opens ? (
                    <Link className="anchor strong" to={pathOf(name, model, row)}>
                      <Shown name={key} field={fields[key] as Field} value={row[key]} row={row} plain />
                    </Link>
                  ) : (
                    <Shown name={key} field={fields[key] as Field} value={row[key]} row={row} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const HIDDEN = ['lines', 'json', 'rich_text'];

export function LinesTable({ of, rows }: { of: string; rows: Row[] }) {
  const say = useSay();
  const model = useDefinitions()?.models[of];
  if (!model) return null;
  if (rows.length === 0) return <EmptyState title={say(texts.noLines)} />;
  const keys = Object.entries(model.fields)
    .filter(
      ([key, field]) =>
        !HIDDEN.includes(kindOf(field)) && rows.some((row) => row[key] !== null && row[key] !== undefined),
    )
    .filter(
      ([key, field]) =>
        !(field.type === 'text' && rows.every((row) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(String(row[key] ?? '')))),
    )
    .map(([key]) => key);
  return <RowsTable name={of} model={model} keys={keys} rows={rows} label={say(model.label)} />;
}

export function RelatedTable({ model: name, field, rows, count, id }: Related & { id: string }) {
  const say = useSay();
  const model = useDefinitions()?.models[name];
  if (!model) return null;
  const keys = defaultColumns(model).filter((key) => key !== field);
  const where = encodeURIComponent(JSON.stringify({ and: [{ field, op: 'in', value: [id] }] }));
  return (
    <>
      <RowsTable name={name} model={model} keys={keys} rows={rows} label={say(model.label)} />
      {(count ?? 0) > rows.length && (
        <a className="anchor" href={`/m/${name}?where=${where}`}>
          {say(texts.relatedMore, { count: count ?? rows.length })}
        </a>
      )}
    </>
  );
}
