import { describe, expect, it } from 'vitest';
import type { Movement } from './data';
import { allowedOf } from './matrix';

const label = { zh: '', en: '' };
const movements: Record<string, Movement> = {
  issue: { label, under_hold: false, out: { unrestricted: 'yes' }, into: {} },
  move: { label, under_hold: true, out: { unrestricted: 'yes', blocked: 'yes' }, into: {} },
  scrap: {
    label,
    under_hold: true,
    out: { unrestricted: 'role cost_authority', blocked: 'authority disposition' },
    into: {},
  },
  reclassify: { label, under_hold: true, out: {}, into: {} },
};

describe('what a quantity may do', () => {
  it('is what the matrix says for its status', () => {
    expect(allowedOf(movements, 'unrestricted', false)).toEqual({
      open: ['issue', 'move'],
      restricted: ['scrap'],
      closed: [],
    });
    expect(allowedOf(movements, 'blocked', false)).toEqual({
      open: ['move'],
      restricted: ['scrap'],
      closed: ['issue'],
    });
  });
  it('is less under a hold, which closes what takes it away', () => {
    expect(allowedOf(movements, 'unrestricted', true)).toEqual({
      open: ['move'],
      restricted: ['scrap'],
      closed: ['issue'],
    });
  });
  it('is nothing for a status that no movement names', () => {
    expect(allowedOf(movements, 'sample', false)).toEqual({
      open: [],
      restricted: [],
      closed: ['issue', 'move', 'scrap'],
    });
  });
});
