import { describe, expect, it } from 'vitest';
import type { Row } from '../../api/records';
import { basisOf, isOlder, type Draft } from './drafts';

const row: Row = { id: 'a', version: 5, name: '同事改的', class: 'major' };
const draft: Draft = { at: '2026-11-30T08:00:00Z', version: 3, values: { name: '写了一半' }, before: { name: '毛刺' } };

describe('a draft that is older than the record', () => {
  it('is a change of what it was made from, so that the server sees the difference', () => {
    expect(isOlder(draft, row)).toBe(true);
    expect(basisOf(row, draft)).toEqual({ ...row, name: '毛刺', version: 3 });
  });

  it('of the same version, of a new record, or none at all changes nothing', () => {
    const fresh = { ...draft, version: 5 };
    expect([isOlder(fresh, row), basisOf(row, fresh)]).toEqual([false, row]);
    expect([isOlder({ ...draft, version: null }, undefined), basisOf(undefined, draft)]).toEqual([false, undefined]);
    expect(basisOf(row, undefined)).toBe(row);
  });

  it('kept by an earlier release without what was there is still no silent overwriting', () => {
    const old = { at: draft.at, version: 3, values: draft.values };
    expect(basisOf(row, old)?.version).toBe(3);
  });
});
