/** The way of a record through its states: what is done, where it stands, what comes. */
import type { Model } from '../../api/definitions';
import type { Change } from '../../api/records';

export interface Passed {
  state: string;
  at?: string;
  user?: string | undefined;
}

export interface PathStop extends Passed {
  place: 'done' | 'now' | 'toCome';
}

/** The states a record has been in, by its trail, oldest first. */
export function passedStates(changes: Change[]): Passed[] {
  const found: Passed[] = [];
  for (const change of changes) {
    const pair = change.changes['state'];
    const next = Array.isArray(pair) ? pair[1] : undefined;
    if (typeof next === 'string') found.push({ state: next, at: change.at, user: change.user_name ?? undefined });
  }
  return found;
}

/** The declared order of states is the usual way: those behind it are done, those before it come, dead ends stay off. */
export function pathOfStates(model: Model, state: string, changes: Change[]): PathStop[] {
  const states = model.states;
  if (!states) return [];
  const passed = passedStates(changes);
  const known = new Map(passed.map((each) => [each.state, each]));
  const order = Object.keys(states.labels);
  const ends = order.filter((each) => (states.steps[each] ?? []).length === 0);
  const regular = ends.find((each) => !isSideEnd(each, ends));
  const usual = order.filter((each) => each === state || !ends.includes(each) || each === regular);
  const here = usual.indexOf(state);
  const finished = ends.includes(state);
  return usual
    .map((each, at): PathStop => {
      const place = each === state ? 'now' : at < here ? 'done' : 'toCome';
      return { ...known.get(each), state: each, place };
    })
    .filter((stop) => !(finished && state !== regular && stop.place === 'toCome'))
    .filter((stop) => !(finished && stop.place === 'done' && passed.length > 0 && !known.has(stop.state)));
}

/** An end that is left by no step and is not the last of the declared ends before a way out, such as cancelled. */
function isSideEnd(end: string, ends: string[]): boolean {
  return ends.length > 1 && ends.indexOf(end) > 0;
}

/** The steps this user may take now, the usual one first: the first declared that is allowed in this state. */
export function stepsNow(model: Model, state: string | undefined): string[] {
  const allowed = state ? (model.states?.steps[state] ?? []) : [];
  const may = model.may.steps;
  return Object.keys(model.steps ?? {}).filter(
    (step) => allowed.includes(step) && (may.includes('*') || may.includes(step)),
  );
}

const WAY_OUT = /^(cancel|reverse|reject|discard|withdraw|void|delete|reopen|skip|lift)/;

/** The one step to offer as the primary act: the first that goes on, not one that leaves the way. */
export function mainStep(steps: string[]): string | undefined {
  return steps.find((step) => !WAY_OUT.test(step));
}
