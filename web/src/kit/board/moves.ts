/** Where a card of a board may go: a column is a state, a move is the step that leads there. */
import type { Model } from '../../api/definitions';
import { stepsNow } from '../record/states';

interface Leads {
  leads?: Record<string, Record<string, string | null>>;
}

/** The step this user may take that leads from one state to another; undefined where there is none. */
export function stepTo(model: Model, from: string, to: string): string | undefined {
  const leads = (model.states as (Leads & Model['states']) | undefined)?.leads?.[from] ?? {};
  return stepsNow(model, from).find((step) => leads[step] === to);
}

/** The columns of a board: every state in its declared order, but for ends that hold nothing. */
export function columnsOf(model: Model, counts: ReadonlyMap<string, number>): string[] {
  const states = model.states;
  if (!states) return [];
  return Object.keys(states.labels).filter(
    (state) => (states.steps[state] ?? []).length > 0 || (counts.get(state) ?? 0) > 0,
  );
}
