/** A cell that is being changed in its list: Enter saves, Esc leaves it; what the server refuses is said right there. */
import { Tooltip } from 'antd';
import { useState, type KeyboardEvent } from 'react';
import { kindOf, mayWrite, type Field, type Model } from '../../api/definitions';
import { useSave } from '../../api/queries';
import type { Row, Value } from '../../api/records';
import { FieldInput } from '../form/inputs';
import { asLink } from '../show';

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
}: {
  name: string;
  field: Field;
  fieldKey: string;
  row: Row;
  done: () => void;
}) {
  const save = useSave(name);
  const before = row[fieldKey];
  const [value, setValue] = useState<Value>(before);

  function finish(next: Value) {
    const was = asLink(before)?.id ?? before;
    if (next === was || asLink(next)?.id === was) return done();
    return save.mutate({ row, values: { [fieldKey]: next ?? null } }, { onSuccess: done });
  }
  function keyed(event: KeyboardEvent) {
    if (event.key === 'Escape') done();
    if (event.key === 'Enter' || event.key === 'Tab') finish(value);
    event.stopPropagation();
  }
  const picked = ['choice', 'boolean', 'link', 'date'].includes(kindOf(field));
  return (
    <Tooltip open={save.isError} title={save.error?.message} color="red">
      <div className="cell-editor" onKeyDown={keyed}>
        <FieldInput
          field={field}
          value={value}
          size="small"
          autoFocus
          disabled={save.isPending}
          invalid={save.isError}
          label={field.label.zh}
          onChange={(next) => {
            setValue(next);
            if (picked) finish(next);
          }}
        />
      </div>
    </Tooltip>
  );
}
