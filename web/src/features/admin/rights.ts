/** The matrix of rights as the server tells it, and its rows in words. */
import type { Served } from '../../api/served';
import type { Definitions, Language, Text } from '../../api/definitions';
import { said } from '../../kit/language';

export type Rights = Served['Rights'];

export type Matrix = Served['Matrix'];

export interface Granted {
  model: string;
  label: Text;
  /** The first of its model and how many there are, 0 for the others: for a head cell over all of them. */
  span: number;
  role: Text;
  key: string;
  rights: Rights;
}

/** Every user has this role, so its rights count with those of any other. */
const EVERYONE = 'everyone';

/** A row for each role that has rights on a model, by model and in the order of the roles. */
export function granted(matrix: Matrix, role: string | undefined, model: string | undefined): Granted[] {
  return matrix.models
    .filter((each) => !model || each.model === model)
    .flatMap((each) =>
      matrix.roles
        .filter(({ key }) => (!role || key === role || key === EVERYONE) && each.roles[key])
        .map(({ key, label }, at, all) => ({
          model: each.model,
          label: each.label,
          span: at === 0 ? all.length : 0,
          role: label,
          key: `${each.model}.${key}`,
          rights: each.roles[key] as Rights,
        })),
    );
}

/** Fields by their words; `lines.price` is named with the field of the lines. */
export function fieldWords(
  definitions: Definitions | undefined,
  model: string,
  paths: string[],
  language: Language,
): string[] {
  return paths.map((path) => {
    const words: string[] = [];
    let fields = definitions?.models[model]?.fields;
    for (const name of path.split('.')) {
      const field = fields?.[name];
      words.push(field ? said(language, field.label) : name);
      fields = field?.of ? definitions?.models[field.of]?.fields : undefined;
    }
    return words.join(' · ');
  });
}

export function stepWords(
  definitions: Definitions | undefined,
  model: string,
  steps: string[],
  language: Language,
): string[] {
  const known = definitions?.models[model]?.steps;
  return steps.map((step) => said(language, known?.[step]?.label) || step);
}
