/** Lines of a record as a grid of inputs: Enter goes down, Tab right, several rows are pasted from a spreadsheet. */
import { CopyOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { newId } from '../../api/key';
import { kindOf, type Field } from '../../api/definitions';
import type { Row, Value } from '../../api/records';
import { useSay } from '../language';
import { isNumeric, Shown, unitOf } from '../show';
import { widthOf } from '../list/columns';
import { cellsOf, useParser } from './paste';
import { FieldInput } from './inputs';
import { texts } from './texts';

export interface Line {
  id: string;
  [key: string]: Value;
}

export interface LinesEditorProps {
  name: string;
  fields: Record<string, Field>;
  lines: Line[];
  onChange: (lines: Line[]) => void;
  disabled?: boolean;
  problems?: Record<string, string>;
  /** The value of a computed column of a line as it stands, undefined where only the server can tell. */
  formula?: (line: Line, field: Field) => Value | undefined;
  /** How many decimals a value may have where it has more. */
  allowed?: (line: Line, field: Field, value: Value) => number | undefined;
}

export function LinesEditor(props: LinesEditorProps) {
  const { name, fields, lines, onChange, disabled, problems, formula } = props;
  const say = useSay();
  const { notification, message } = App.useApp();
  const table = useRef<HTMLTableElement>(null);
  const parse = useParser();
  const keys = Object.keys(fields).filter((key) => kindOf(fields[key] as Field) !== 'lines');
  const writable = keys.filter((key) => !fields[key]?.readonly);
  const set = (at: number, key: string, value: Value) =>
    onChange(lines.map((line, place) => (place === at ? { ...line, [key]: value } : line)));
  const add = () => onChange([...lines, { id: newId() }]);

  function move(event: KeyboardEvent, at: number, key: string) {
    if (event.key !== 'Enter' || event.defaultPrevented || event.ctrlKey) return;
    event.preventDefault();
    if (at === lines.length - 1) add();
    requestAnimationFrame(() =>
      table.current?.querySelector<HTMLElement>(`[data-cell="${at + 1}.${key}"] input`)?.focus(),
    );
  }

  async function paste(event: ClipboardEvent, at: number, key: string) {
    const cells = cellsOf(event.clipboardData.getData('text/plain'));
    if (cells.length === 1 && cells[0]?.length === 1) return;
    event.preventDefault();
    const columns = writable.slice(writable.indexOf(key));
    const next = [...lines];
    const unknown: string[] = [];
    for (const [offset, row] of cells.entries()) {
      const place = at + offset;
      const line: Line = next[place] ?? { id: newId() };
      next[place] = line;
      for (const [column, text] of row.entries()) {
        const target = columns[column];
        const field = target ? fields[target] : undefined;
        if (!target || !field) continue;
        const value = await parse(field, text);
        if (value === undefined)
          unknown.push(say(texts.pasteUnknown, { line: place + 1, field: say(field.label), value: text }));
        else next[place] = { ...(next[place] as Line), [target]: value };
      }
    }
    onChange(next);
    void message.success(say(texts.pasted, { count: cells.length }));
    if (unknown.length > 0)
      notification.warning({ title: unknown.slice(0, 8).join('\n'), duration: 0, style: { whiteSpace: 'pre-line' } });
  }

  return (
    <div className="lines" data-testid={`lines-${name}`}>
      <div className="lines-scroll" tabIndex={0} role="region" aria-label={name}>
        <table ref={table}>
          <thead>
            <tr>
              <th scope="col" className="line-number">
                {say(texts.lineNumber)}
              </th>
              {keys.map((key) => (
                <th
                  key={key}
                  scope="col"
                  className={isNumeric(fields[key] as Field) ? 'numeric' : undefined}
                  style={{ minWidth: widthOf(key, fields[key] as Field) }}
                >
                  {fields[key]?.required && !disabled ? <span className="needed">*</span> : null}
                  {say(fields[key]?.label)}
                </th>
              ))}
              {!disabled && <th scope="col" aria-label={say(texts.removeLine, { line: '' })} />}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => (
              <tr key={line.id}>
                <td className="line-number">{at + 1}</td>
                {keys.map((key) => {
                  const field = fields[key] as Field;
                  const fine = disabled ? undefined : props.allowed?.(line, field, line[key]);
                  const wrong =
                    problems?.[`${at}.${key}`] ??
                    problems?.[`${line.id}.${key}`] ??
                    (fine === undefined ? undefined : say(texts.tooFine, { value: fine }));
                  return (
                    <td
                      key={key}
                      data-cell={`${at}.${key}`}
                      className={isNumeric(field) ? 'numeric' : undefined}
                      onPaste={(event) => void paste(event, at, key)}
                      onKeyDown={(event) => move(event, at, key)}
                    >
                      {disabled || field.readonly ? (
                        <Shown
                          name={key}
                          field={field}
                          value={(field.formula && formula?.(line, field)) ?? line[key]}
                          row={line as unknown as Row}
                        />
                      ) : (
                        <FieldInput
                          field={field}
                          value={line[key]}
                          onChange={(value) => set(at, key, value)}
                          label={`${say(field.label)} ${at + 1}`}
                          unit={unitOf(field, line as unknown as Row)}
                          invalid={wrong !== undefined}
                        />
                      )}
                      {wrong && <small className="wrong">{wrong}</small>}
                    </td>
                  );
                })}
                {!disabled && (
                  <td className="line-acts">
                    <Button
                      type="text"
                      size="small"
                      icon={<CopyOutlined />}
                      aria-label={say(texts.duplicateLine, { line: at + 1 })}
                      onClick={() =>
                        onChange([...lines.slice(0, at + 1), { ...line, id: newId() }, ...lines.slice(at + 1)])
                      }
                    />
                    <Button
                      type="text"
                      size="small"
                      icon={<DeleteOutlined />}
                      aria-label={say(texts.removeLine, { line: at + 1 })}
                      onClick={() => onChange(lines.filter((each) => each.id !== line.id))}
                    />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!disabled && (
        <div className="lines-end">
          <Button icon={<PlusOutlined />} onClick={add} data-testid={`add-${name}`}>
            {say(texts.addLine)}
          </Button>
          <span className="none">{say(texts.pasteHint)}</span>
        </div>
      )}
    </div>
  );
}
