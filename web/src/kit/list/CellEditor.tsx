/**
 * A cell that is being changed in its list: Enter saves and goes down, Tab saves and goes on, Esc leaves it.
 *
 * What the server refuses is said right there; a block from a spreadsheet is laid over the list from here.
 */
import { Tooltip } from 'antd';
import { useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { kindOf, mayWrite, type Field, type Model } from '../../api/definitions';
import { useSave } from '../../api/queries';
import type { Row, Value } from '../../api/records';
import { FieldInput } from '../form/inputs';
import { cellsOf } from '../form/paste';
import { useSay } from '../language';
import { asLink } from '../show';
import type { Move } from './pasted';

const INLINE = [
  'text',
  'code',
  'integer',
  'decimal',
  'number',
  'quantity',
  'money',
  'percent',
  'date',
  'choice',
  'boolean',
  'link',
  'phone_email_url',
];

/** Whether a column can be changed in the list: an own field that this user may write. */
export function isEditable(model: Model, key: string, field: Field): boolean {
  return (
    model.kind === 'record' &&
    key in model.fields &&
    !field.readonly &&
    INLINE.includes(kindOf(field)) &&
    mayWrite(model.may.write, key)
  );
}

export function CellEditor({
  name,
  field,
  fieldKey,
  row,
  done,
  onBlock,
}: {
  name: string;
  field: Field;
  fieldKey: string;
  row: Row;
  done: (move?: Move) => void;
  onBlock: (cells: string[][]) => void;
}) {
  const say = useSay();
  const save = useSave(name);
  const before = row[fieldKey];
  const [value, setValue] = useState<Value>(before);

  const picked = ['choice', 'boolean', 'link', 'date'].includes(kindOf(field));
  function finish(next: Value, move?: Move) {
    const was = asLink(before)?.id ?? before;
    if (next === was || asLink(next)?.id === was) return done(move);
    return save.mutate({ row, values: { [fieldKey]: next ?? null } }, { onSuccess: () => done(move) });
  }
  function keyed(event: KeyboardEvent) {
    event.stopPropagation();
    // A key that confirms a word of an input method is none of ours.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') done();
    // What is picked from a list or calendar takes Enter for itself.
    if (event.key === 'Enter' && !picked) finish(value, event.shiftKey ? 'up' : 'down');
    if (event.key === 'Tab') {
      event.preventDefault();
      finish(value, event.shiftKey ? 'previous' : 'next');
    }
  }
  function pasted(event: ClipboardEvent) {
    const cells = cellsOf(event.clipboardData.getData('text/plain'));
    if (cells.length === 1 && cells[0]?.length === 1) return;
    event.preventDefault();
    done();
    onBlock(cells);
  }
  return (
    <Tooltip open={save.isError} title={save.error?.message} color="red">
      <div className="cell-editor" onKeyDown={keyed} onPasteCapture={pasted}>
        <FieldInput
          field={field}
          value={value}
          size="small"
          autoFocus
          disabled={save.isPending}
          invalid={save.isError}
          label={say(field.label)}
          onChange={(next) => {
            setValue(next);
            if (picked) finish(next);
          }}
        />
      </div>
    </Tooltip>
  );
}
