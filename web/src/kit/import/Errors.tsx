/** What is wrong with a file, cell by cell, to be corrected right there. */
import { Input } from 'antd';
import type { Model } from '../../api/definitions';
import type { ImportError } from '../../api/imports';
import { useSay } from '../language';
import { texts } from './texts';

/** Values by `row.column`, both counted from 1 as the server does. */
export type Corrections = Record<string, string>;

export function Errors({
  model,
  errors,
  corrections,
  onChange,
}: {
  model: Model;
  errors: ImportError[];
  corrections: Corrections;
  onChange: (corrections: Corrections) => void;
}) {
  const say = useSay();
  const name = (error: ImportError) =>
    say(model.fields[error.field ?? error.heading ?? '']?.label) || (error.heading ?? '');
  const reason = (error: ImportError) =>
    /required|missing/.test(error.code) && error.column === null
      ? say(texts.needed, { field: name(error) })
      : error.message;
  return (
    <div
      className="table-scroll import-errors"
      tabIndex={0}
      role="region"
      aria-label={say(texts.errorsTitle, { count: errors.length })}
    >
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col" className="numeric">
              {say(texts.row)}
            </th>
            <th scope="col">{say(texts.column)}</th>
            <th scope="col">{say(texts.value)}</th>
            <th scope="col">{say(texts.reason)}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error, at) => {
            const place = `${error.row}.${error.column ?? 0}`;
            return (
              <tr key={`${place}.${error.code}.${at}`}>
                <td className="numeric">{error.row || ''}</td>
                <td>{name(error) || say(texts.wholeRow)}</td>
                <td>
                  {error.column && error.row ? (
                    <Input
                      size="small"
                      aria-label={say(texts.valueOf, { row: error.row, column: name(error) })}
                      status={place in corrections ? undefined : 'error'}
                      value={corrections[place] ?? error.value}
                      onChange={(event) => onChange({ ...corrections, [place]: event.target.value })}
                    />
                  ) : (
                    error.value
                  )}
                </td>
                <td className="wrap">{reason(error)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
