/** The running definitions as `GET definitions` serves them. */
import type { Served } from './served';

export type Language = 'zh' | 'en';
export type Text = Served['Words'];
export type Tree = Served['Tree'];
export type Expression = Served['Expression'];
export type Field = Served['Field'];
export type FieldType = Field['type'];
export type Choice = Served['Choice'];
export type Placed = Served['Placed'];
export type Step = Served['Step'];
export type May = Served['May'];
export type Model = Served['Model'];
export type Definitions = Served['Definitions'];

/** What a field holds: of a formula, the type of its result. */
export function kindOf(field: Field): FieldType {
  return field.type === 'formula' ? (field.result ?? 'text') : field.type;
}

/** Whether this user may write a field of a model; `*` is all of them. */
export function mayWrite(allowed: readonly string[], field: string): boolean {
  return allowed.includes('*') || allowed.includes(field);
}
