/** The running definitions as `GET definitions` serves them. */
export type Language = 'zh' | 'en';
export type Text = Record<Language, string>;

export type Tree =
  | { node: 'null' }
  | { node: 'bool'; value: boolean; at?: number }
  | { node: 'number' | 'text'; value: string; at?: number }
  | { node: 'path'; segments: { name: string; uid?: string }[]; at?: number }
  | { node: 'call'; name: string; arguments: Tree[]; at?: number }
  | { node: 'chain'; operators: string[]; operands: Tree[]; at?: number }
  | { node: 'not' | 'negate'; operand: Tree; at?: number }
  | { node: 'list'; items: Tree[]; at?: number };

export interface Expression {
  text: string;
  tree: Tree;
}

export type FieldType =
  | 'text'
  | 'long_text'
  | 'rich_text'
  | 'integer'
  | 'decimal'
  | 'number'
  | 'quantity'
  | 'money'
  | 'percent'
  | 'boolean'
  | 'date'
  | 'time'
  | 'datetime'
  | 'duration'
  | 'choice'
  | 'choices'
  | 'link'
  | 'links'
  | 'lines'
  | 'user'
  | 'file'
  | 'image'
  | 'signature'
  | 'code'
  | 'phone_email_url'
  | 'formula'
  | 'json';

export interface Choice {
  key: string;
  label: Text;
}

export interface Field {
  type: FieldType;
  uid?: string;
  label: Text;
  note?: Text;
  required?: boolean;
  required_if?: Expression;
  readonly?: boolean;
  default?: Expression;
  formula?: Expression;
  result?: FieldType;
  to?: string;
  of?: string;
  unit?: string;
  currency?: string;
  decimals?: number;
  min?: string;
  max?: string;
  length?: number;
  choices?: Choice[];
  fields?: Record<string, Field>;
}

export interface Placed {
  kind: 'row' | 'field' | 'section' | 'tab' | 'related' | 'text' | 'button';
  target?: string;
  label?: Text;
  rows?: Placed[];
  by?: string;
  width?: number;
  text?: Expression;
  visible?: Expression;
  required?: Expression;
  readonly?: Expression;
}

export interface Step {
  label: Text;
  inputs: Record<string, Field>;
  sign: Text | null;
}

export interface May {
  create: string[];
  write: string[];
  steps: string[];
  delete: boolean;
  import: boolean;
  export: boolean;
}

export interface Model {
  app: string;
  kind: 'record' | 'ledger' | 'edges' | 'series' | 'view';
  label: Text;
  note?: Text | null;
  title: string;
  line_of: string | null;
  number: boolean;
  natural_key?: string[];
  search?: string[];
  fields: Record<string, Field>;
  list: string[];
  form: Placed[];
  may: May;
  states?: { initial: string; labels: Record<string, Text>; steps: Record<string, string[]> };
  steps?: Record<string, Step>;
  /** The documents that can be printed of a record, by their templates. */
  print?: Record<string, Text>;
}

export interface Definitions {
  version: number;
  hash: string;
  apps: Record<string, { label: Text; note?: Text | null; version: string }>;
  roles: Record<string, Text>;
  models: Record<string, Model>;
}

/** What a field holds: of a formula, the type of its result. */
export function kindOf(field: Field): FieldType {
  return field.type === 'formula' ? (field.result ?? 'text') : field.type;
}

/** Whether this user may write a field of a model; `*` is all of them. */
export function mayWrite(allowed: readonly string[], field: string): boolean {
  return allowed.includes('*') || allowed.includes(field);
}
