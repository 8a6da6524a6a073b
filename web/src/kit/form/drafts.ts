/** What was typed and not saved, kept on this device: leaving a page never loses text. */
import type { Row, Value } from '../../api/records';

export interface Draft {
  at: string;
  version: number | null;
  values: Record<string, Value>;
  /** What these fields held when the form was opened. */
  before?: Record<string, Value>;
}

const PREFIX = 'zhihe.draft.';
const KEPT_DAYS = 14;

/** Whether the record was changed by somebody else since the draft was begun. */
export function isOlder(draft: Draft | undefined, row: Row | undefined): boolean {
  return draft !== undefined && row !== undefined && draft.version !== null && draft.version !== row.version;
}

/**
 * The record as the draft was made from: an old draft is saved as a change of what it was made from, so that the server
 * refuses it and both are seen side by side, instead of being laid silently over what others did meanwhile.
 */
export function basisOf(row: Row | undefined, draft: Draft | undefined): Row | undefined {
  if (!row || !draft || !isOlder(draft, row)) return row;
  return { ...row, ...draft.before, version: draft.version ?? 0 };
}

export function draftKey(user: string, model: string, id: string | undefined): string {
  return `${PREFIX}${user}.${model}.${id ?? 'new'}`;
}

export function readDraft(key: string): Draft | undefined {
  const text = localStorage.getItem(key);
  if (!text) return undefined;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.at === 'string' && typeof draft.values === 'object' ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a draft; where the device has no room left the oldest drafts give way. */
export function keepDraft(key: string, draft: Draft): void {
  const text = JSON.stringify(draft);
  try {
    localStorage.setItem(key, text);
  } catch {
    for (const other of draftKeys()) if (other !== key) localStorage.removeItem(other);
    localStorage.setItem(key, text);
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(key);
}

/** Takes away drafts that nobody came back to. */
export function tidyDrafts(now: Date = new Date()): void {
  for (const key of draftKeys()) {
    const draft = readDraft(key);
    if (!draft || now.getTime() - new Date(draft.at).getTime() > KEPT_DAYS * 86_400_000) dropDraft(key);
  }
}

function draftKeys(): string[] {
  return Array.from({ length: localStorage.length }, (_none, at) => localStorage.key(at) ?? '').filter((key) =>
    key.startsWith(PREFIX),
  );
}
