/** The columns of a file beside the fields they feed. */
import { Select } from 'antd';
import { kindOf, type Definitions, type Model } from '../../api/definitions';
import type { ImportColumn } from '../../api/imports';
import { useDefinitions } from '../../api/queries';
import { useSay } from '../language';
import { texts } from './texts';

/** The fields a file can feed: own ones, and those of lines as `lines.item`. */
export function targets(
  definitions: Definitions | undefined,
  model: Model,
): { value: string; label: { zh: string; en: string } }[] {
  const found: { value: string; label: { zh: string; en: string } }[] = [];
  if (model.number) found.push({ value: 'number', label: { zh: '单号', en: 'Number' } });
  for (const [key, field] of Object.entries(model.fields)) {
    if (kindOf(field) === 'lines') {
      for (const [inner, line] of Object.entries(definitions?.models[field.of ?? '']?.fields ?? {})) {
        if (!line.readonly)
          found.push({
            value: `${key}.${inner}`,
            label: { zh: `${field.label.zh} · ${line.label.zh}`, en: `${field.label.en} · ${line.label.en}` },
          });
      }
    } else if (!field.readonly) found.push({ value: key, label: field.label });
  }
  return found;
}

export function Columns({
  model,
  columns,
  busy,
  onChange,
}: {
  model: Model;
  columns: ImportColumn[];
  busy: boolean;
  onChange: (columns: Record<string, string | null>) => void;
}) {
  const say = useSay();
  const definitions = useDefinitions();
  const options = [
    { value: '', label: say(texts.ignore) },
    ...targets(definitions, model).map((each) => ({ value: each.value, label: say(each.label) })),
  ];
  const now = Object.fromEntries(columns.map((column) => [column.heading, column.field]));
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={say(texts.columnsTitle)}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{say(texts.heading)}</th>
            <th scope="col">{say(texts.sample)}</th>
            <th scope="col">{say(texts.field)}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.heading}>
              <td>
                <strong>{column.heading}</strong>
              </td>
              <td className="none">{column.sample.slice(0, 3).join('、')}</td>
              <td>
                <Select
                  className="import-target"
                  aria-label={`${column.heading}: ${say(texts.field)}`}
                  disabled={busy}
                  showSearch={{ optionFilterProp: 'label' }}
                  popupMatchSelectWidth={false}
                  status={column.field ? undefined : 'warning'}
                  value={column.field ?? ''}
                  options={
                    column.field && !options.some((each) => each.value === column.field)
                      ? [...options, { value: column.field, label: say(column.label) || column.field }]
                      : options
                  }
                  onChange={(field) => onChange({ ...now, [column.heading]: field || null })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
