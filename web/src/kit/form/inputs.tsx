/** One input for each type of field. Values are those of the API: exact numbers as text, dates as text, links as identities. */
import { Checkbox, DatePicker, Input, InputNumber, Select, TimePicker } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { isId } from '../../api/key';
import { kindOf, type Field } from '../../api/definitions';
import { ask } from '../../api/served';
import { useModel, useSession } from '../../api/queries';
import { records, type Row, type Value, type Where } from '../../api/records';
import { nameField } from '../fields';
import { useLanguage, useSay } from '../language';
import { Loading } from '../parts';
import { useSettled } from '../settled';
import { asLink, linkText } from '../show';
import { Unit } from '../unit';
import { texts } from './texts';

const FileInput = lazy(() => import('../file/FileInput'));
const SignatureInput = lazy(() => import('../file/SignatureInput'));

export interface InputProps {
  id?: string;
  field: Field;
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
  unit?: string;
  autoFocus?: boolean;
  size?: 'small' | 'middle' | 'large';
  invalid?: boolean;
  label?: string;
}

/** The input of a field by its type. */
export function FieldInput(props: InputProps): ReactNode {
  const { field, value, onChange, disabled, unit, size } = props;
  const say = useSay();
  const language = useLanguage();
  // Weekdays and months of the calendars.
  useEffect(() => void dayjs.locale(language === 'zh' ? 'zh-cn' : 'en'), [language]);
  const common = {
    id: props.id,
    disabled,
    autoFocus: props.autoFocus,
    size,
    status: props.invalid ? ('error' as const) : undefined,
    'aria-label': props.label,
  };
  switch (kindOf(field)) {
    case 'long_text':
    case 'rich_text':
      return (
        <Input.TextArea
          {...common}
          autoSize={{ minRows: 2, maxRows: 10 }}
          value={asText(value)}
          onChange={(e) => onChange(e.target.value || null)}
        />
      );
    case 'integer':
    case 'decimal':
    case 'number':
    case 'quantity':
    case 'money':
    case 'percent':
      return (
        <InputNumber
          {...common}
          stringMode
          className="wide"
          controls={false}
          inputMode={kindOf(field) === 'integer' ? 'numeric' : 'decimal'}
          value={value === null || value === undefined ? null : String(value)}
          suffix={unit ? <Unit code={unit} /> : kindOf(field) === 'percent' ? '%' : undefined}
          onChange={(given) => onChange(numberOf(field, given))}
        />
      );
    case 'boolean':
      return (
        <Checkbox
          id={props.id}
          disabled={disabled}
          checked={value === true}
          onChange={(e) => onChange(e.target.checked)}
          aria-label={props.label}
        >
          {props.label ? '' : say(field.label)}
        </Checkbox>
      );
    case 'date':
      return (
        <DatePicker
          {...common}
          className="wide"
          value={value ? dayjs(String(value)) : null}
          onChange={(given) => onChange(given ? given.format('YYYY-MM-DD') : null)}
        />
      );
    case 'datetime':
      return (
        <DatePicker
          {...common}
          className="wide"
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          value={value ? dayjs(String(value)) : null}
          onChange={(given) => onChange(given ? given.toISOString() : null)}
        />
      );
    case 'time':
      return (
        <TimePicker
          {...common}
          className="wide"
          format="HH:mm"
          value={value ? dayjs(`2000-01-01T${String(value)}`) : null}
          onChange={(given) => onChange(given ? given.format('HH:mm:ss') : null)}
        />
      );
    case 'duration':
      return (
        <InputNumber
          {...common}
          className="wide"
          controls={false}
          suffix={say(texts.hours)}
          value={typeof value === 'number' ? value / 3600 : null}
          onChange={(given) => onChange(given === null ? null : Math.round(Number(given) * 3600))}
        />
      );
    case 'choice':
    case 'choices':
      return <ChoiceInput {...props} />;
    case 'user':
      return <UserInput {...props} />;
    case 'link':
    case 'links':
      return <LinkInput {...props} />;
    case 'file':
    case 'image':
      return (
        <Suspense fallback={<Loading rows={1} />}>
          <FileInput {...props} />
        </Suspense>
      );
    case 'signature':
      return (
        <Suspense fallback={<Loading rows={1} />}>
          <SignatureInput {...props} />
        </Suspense>
      );
    case 'json':
      return <JsonInput {...props} />;
    default:
      return (
        <Input
          {...common}
          maxLength={field.length}
          value={asText(value)}
          onChange={(e) => onChange(e.target.value || null)}
        />
      );
  }
}

const asText = (value: Value): string => (value === null || value === undefined ? '' : String(value));

function numberOf(field: Field, given: string | number | null): Value {
  if (given === null || given === '') return null;
  const kind = kindOf(field);
  return kind === 'integer' || kind === 'number' ? Number(given) : String(given);
}

function ChoiceInput({ id, field, value, onChange, disabled, size, autoFocus, invalid, label }: InputProps) {
  const say = useSay();
  const many = kindOf(field) === 'choices';
  return (
    <Select
      id={id}
      {...(many ? { mode: 'multiple' as const } : {})}
      className="wide"
      disabled={disabled}
      size={size}
      autoFocus={autoFocus}
      status={invalid ? 'error' : undefined}
      aria-label={label}
      allowClear={!field.required}
      showSearch={{ optionFilterProp: 'label' }}
      value={(value ?? undefined) as string | string[] | undefined}
      options={(field.choices ?? []).map((choice) => ({ value: choice.key, label: say(choice.label) }))}
      onChange={(given: string | string[] | undefined) => onChange(given ?? null)}
    />
  );
}

interface Option {
  value: string;
  label: string;
}

/** Records of the model a link leads to, found by what is typed: number, code and name. */
export function useOptions(model: string | undefined, typed: string): { options: Option[]; loading: boolean } {
  const target = useModel(model ?? '');
  const text = useSettled(typed);
  const fields = target
    ? [
        'id',
        nameField(target),
        target.fields['name'] ? 'name' : undefined,
        target.title !== 'id' ? target.title : undefined,
      ]
    : [];
  const wanted = [...new Set(fields.filter((each): each is string => each !== undefined))];
  const found = useQuery({
    queryKey: ['list', model, 'options', text],
    enabled: target !== undefined && target.kind === 'record',
    queryFn: ({ signal }) =>
      records.list(model ?? '', { fields: wanted.join(','), limit: 50, ...search(text, wanted) }, signal),
    staleTime: 10_000,
  });
  const options = (found.data?.rows ?? []).map((row) => ({ value: row.id, label: optionText(row, wanted) }));
  return { options, loading: found.isFetching };
}

function search(text: string, fields: string[]): { where?: Where } {
  if (!text) return {};
  const within = fields.filter((each) => each !== 'id');
  return within.length > 0 ? { where: { or: within.map((field) => ({ field, op: 'contains', value: text })) } } : {};
}

function optionText(row: Row, fields: string[]): string {
  const parts = fields
    .filter((each) => each !== 'id')
    .map((each) => {
      const link = asLink(row[each]);
      return link ? linkText(link) : row[each];
    })
    .filter((each): each is string => typeof each === 'string' && each !== '');
  return [...new Set(parts)].join(' ') || '—';
}

function LinkInput({ id, field, value, onChange, disabled, size, autoFocus, invalid, label }: InputProps) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState<Record<string, string>>({});
  const { options, loading } = useOptions(open ? field.to : undefined, typed);
  const say = useSay();
  const many = kindOf(field) === 'links';
  const chosen = (Array.isArray(value) ? value : value ? [value] : []).map((each) => {
    const link = asLink(each);
    return link ? { value: link.id, label: linkText(link) } : { value: String(each), label: '' };
  });
  const known = new Map(options.map((each) => [each.value, each.label]));
  const shown = chosen.map((each) => ({
    value: each.value,
    label: known.get(each.value) ?? words[each.value] ?? (each.label || (isId(each.value) ? '…' : each.value)),
  }));
  return (
    <Select
      id={id}
      {...(many ? { mode: 'multiple' as const } : {})}
      className="wide"
      labelInValue
      allowClear={!field.required}
      disabled={disabled}
      size={size}
      autoFocus={autoFocus}
      status={invalid ? 'error' : undefined}
      aria-label={label}
      placeholder={say(texts.linkHint)}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      loading={loading}
      onOpenChange={(now) => {
        setOpen(now);
        if (!now) setTyped('');
      }}
      notFoundContent={say(loading ? texts.searching : texts.nothingFound)}
      value={(many ? shown : (shown[0] ?? null)) as never}
      options={options}
      onChange={(given: Option | Option[] | null) => {
        const picked = given === null || given === undefined ? [] : Array.isArray(given) ? given : [given];
        setWords((old) => ({ ...old, ...Object.fromEntries(picked.map((each) => [each.value, String(each.label)])) }));
        const ids = picked.map((each) => each.value);
        onChange(many ? ids : (ids[0] ?? null));
      }}
    />
  );
}

/** People are found by the server's list of them; oneself is always there. */
function UserInput({ id, field, value, onChange, disabled, size, invalid, label }: InputProps) {
  const session = useSession();
  const [typed, setTyped] = useState('');
  const text = useSettled(typed);
  const people = useQuery({
    queryKey: ['people', text],
    queryFn: () => ask('GET', 'people', { query: { q: text } }),
    retry: false,
    staleTime: 30_000,
  });
  const own = session ? [{ id: session.id, name: session.name }] : [];
  const rows = people.data?.rows ?? own;
  const link = asLink(value);
  const chosen = link
    ? { value: link.id, label: linkText(link) }
    : value
      ? { value: String(value), label: rows.find((row) => row.id === value)?.name ?? '…' }
      : null;
  return (
    <Select
      id={id}
      className="wide"
      labelInValue
      allowClear={!field.required}
      disabled={disabled}
      size={size}
      status={invalid ? 'error' : undefined}
      aria-label={label}
      showSearch={{ filterOption: people.data ? false : true, optionFilterProp: 'label', onSearch: setTyped }}
      value={chosen as never}
      options={rows.map((row) => ({ value: row.id, label: row.name }))}
      onChange={(given: Option | null) => onChange(given?.value ?? null)}
    />
  );
}

function JsonInput({ id, value, onChange, disabled, label }: InputProps) {
  const say = useSay();
  const [text, setText] = useState(() => (value === null || value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [wrong, setWrong] = useState(false);
  return (
    <>
      <Input.TextArea
        id={id}
        aria-label={label}
        className="mono"
        disabled={disabled}
        autoSize={{ minRows: 3, maxRows: 12 }}
        value={text}
        status={wrong ? 'error' : undefined}
        onChange={(event) => {
          setText(event.target.value);
          try {
            onChange(event.target.value.trim() ? (JSON.parse(event.target.value) as Value) : null);
            setWrong(false);
          } catch {
            setWrong(true);
          }
        }}
      />
      {wrong && <small className="wrong">{say(texts.jsonWrong)}</small>}
    </>
  );
}
