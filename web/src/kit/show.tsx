/** A value of a field as people read it: aligned numbers with units, words for keys, never an identity. */
import { Tooltip } from 'antd';
import { Link } from '@tanstack/react-router';
import { isId } from '../api/key';
import { kindOf, type Definitions, type Field, type FieldType, type Language } from '../api/definitions';
import { useDefinitions } from '../api/queries';
import type { Link as RecordLink, Row, Value } from '../api/records';
import { nameField } from './fields';
import { FileShown } from './file/FileShown';
import { fileOf, isFile, isPicture } from './file/value';
import { day, duration, fullInstant, grouped, instant, NONE, money, percent } from './format';
import { marked } from './marks';
import { said, useLanguage, useSay } from './language';
import { texts } from './texts';
import { StatusBadge, ToneShape, useTone } from './tones';
import { Unit } from './unit';

const NUMBERS: ReadonlySet<FieldType> = new Set([
  'integer',
  'decimal',
  'number',
  'quantity',
  'money',
  'percent',
  'duration',
]);

/** Whether the values of a field stand right-aligned. */
export function isNumeric(field: Field): boolean {
  return NUMBERS.has(kindOf(field));
}

export function asLink(value: Value): RecordLink | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value['id'] === 'string'
    ? (value as unknown as RecordLink)
    : undefined;
}

/** The words of a link: its label, else its number; nothing where only the identity is known. */
export function linkText(link: RecordLink): string {
  const words = [link.label, link.number].find((each) => typeof each === 'string' && each !== '' && !isId(each));
  return words ?? '';
}

/** A value as plain text, for exports to the clipboard, confirmations and the timeline. */
export function plainText(field: Field, value: Value, language: Language): string {
  if (value === null || value === undefined || value === '') return NONE;
  const link = isFile(field) ? undefined : asLink(value);
  if (link) return linkText(link) || NONE;
  if (Array.isArray(value)) {
    return value
      .map((each) => plainText({ ...field, type: field.type === 'choices' ? 'choice' : field.type }, each, language))
      .join('、');
  }
  switch (kindOf(field)) {
    case 'choice':
    case 'choices': {
      const found = field.choices?.find((choice) => choice.key === value);
      return found ? said(language, found.label) : String(value);
    }
    case 'boolean':
      return said(language, value === true ? texts.yes : texts.no);
    case 'integer':
    case 'decimal':
    case 'number':
    case 'quantity':
      return grouped(String(value));
    case 'money':
      return money(String(value), field.decimals);
    case 'percent':
      return percent(String(value));
    case 'date':
      return day(String(value));
    case 'datetime':
      return instant(String(value));
    case 'duration':
      return duration(Number(value), language);
    case 'user':
    case 'link':
      return isId(value) ? NONE : String(value);
    case 'file':
    case 'image':
    case 'signature':
      return fileOf(value)?.name ?? NONE;
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** The unit of a quantity beside it: a fixed word of the definition, or what stands at its path in the row. */
export function unitOf(field: Field, row: Row | undefined): string {
  if (!field.unit) return '';
  if (!field.unit.includes('.')) {
    const own = row?.[field.unit];
    const link = asLink(own);
    return link ? linkText(link) : field.unit;
  }
  const found = row?.[field.unit];
  const link = asLink(found);
  return link ? linkText(link) : '';
}

export function Quantity({ value, unit, decimals }: { value: Value; unit?: string; decimals?: number }) {
  if (value === null || value === undefined || value === '') return <span className="none">{NONE}</span>;
  return (
    <span className="number">
      {grouped(String(value), decimals)}
      {unit ? (
        <>
          {' '}
          <Unit code={unit} />
        </>
      ) : null}
    </span>
  );
}

/** A link to a record, by its words; plain where the model cannot be opened. */
export function RecordAnchor({ link, to, more }: { link: RecordLink; to: string | undefined; more?: string }) {
  const definitions = useDefinitions();
  const model = link.model ?? to;
  const text = linkText(link);
  const words = marked(more && more !== text ? (text ? `${text} ${more}` : more) : text);
  if (!words) return <span className="none">{NONE}</span>;
  const target = model ? definitions?.models[model] : undefined;
  if (!target || target.kind !== 'record' || target.line_of || !model) return <span>{words}</span>;
  return (
    <Link
      className="anchor"
      to={`/m/${model}/${encodeURIComponent((nameField(target) && link.number) || link.id)}`}
      onClick={(event) => event.stopPropagation()}
    >
      {words}
    </Link>
  );
}

export interface ShownProps {
  name: string;
  field: Field;
  value: Value;
  row?: Row;
  /** Links open their record; off inside rows that open one themselves. */
  plain?: boolean;
}

/** A value drawn by the type of its field. */
export function Shown({ name, field, value, row, plain }: ShownProps) {
  const language = useLanguage();
  const say = useSay();
  const tone = useTone(name, String(value));
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
    return <span className="none">{NONE}</span>;
  }
  const kind = kindOf(field);
  switch (kind) {
    case 'choice': {
      const label = field.choices?.find((choice) => choice.key === value)?.label;
      return tone === 'muted' ? (
        <span>{say(label) || String(value)}</span>
      ) : (
        <StatusBadge field={name} value={String(value)} label={label ?? null} />
      );
    }
    case 'boolean':
      return value === true ? (
        <span className="yes tone-good">
          <ToneShape tone="good" /> {say(texts.yes)}
        </span>
      ) : (
        <span className="none">{say(texts.no)}</span>
      );
    case 'quantity':
    case 'decimal':
    case 'number':
    case 'integer':
      return <Quantity value={value} unit={unitOf(field, row)} />;
    case 'money':
    case 'percent':
    case 'duration':
      return <span className="number">{plainText(field, value, language)}</span>;
    case 'date':
      return <span className="number">{day(String(value))}</span>;
    case 'datetime':
      return (
        <Tooltip title={fullInstant(String(value))}>
          <span className="number">{instant(String(value))}</span>
        </Tooltip>
      );
    case 'link':
    case 'user':
    case 'links': {
      const links = (Array.isArray(value) ? value : [value]).map(asLink).filter((each) => each !== undefined);
      const name_ = row?.[`${name}.name`];
      const more = typeof name_ === 'string' ? name_ : undefined;
      return (
        <span className="links">
          {links.map((link) =>
            plain || kind === 'user' ? (
              <span key={link.id}>
                {marked([linkText(link), more].filter((each, at, all) => each && all.indexOf(each) === at).join(' ')) ||
                  NONE}
              </span>
            ) : (
              <RecordAnchor key={link.id} link={link} to={field.to} {...(more ? { more } : {})} />
            ),
          )}
        </span>
      );
    }
    case 'file':
    case 'image':
    case 'signature': {
      const file = fileOf(value);
      return file ? <FileShown file={file} picture={isPicture(field)} small={plain === true} /> : <span>{NONE}</span>;
    }
    case 'phone_email_url':
      return <span className="nowrap">{marked(String(value))}</span>;
    default:
      return <span>{marked(plainText(field, value, language))}</span>;
  }
}

/** Further fields that a list or record asks for, so that links show names and quantities their units. */
export function companions(
  definitions: Definitions | undefined,
  fields: Record<string, Field>,
  shown: readonly string[],
): string[] {
  const extra = new Set<string>();
  for (const key of shown) {
    const field = fields[key];
    if (!field) continue;
    const target = field.to ? definitions?.models[field.to] : undefined;
    if (kindOf(field) === 'link' && target && target.title !== 'name' && target.fields['name']?.type === 'text')
      extra.add(`${key}.name`);
    if (field.unit?.includes('.') && fields[field.unit.split('.')[0] ?? '']) extra.add(field.unit);
    if (field.unit && !field.unit.includes('.') && fields[field.unit] && !shown.includes(field.unit))
      extra.add(field.unit);
  }
  return [...extra];
}
