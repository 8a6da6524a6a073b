import { describe, expect, it } from 'vitest';
import { Problem } from '../../api/problem';
import { outcomeOf } from './photos';

describe('a photo on its way', () => {
  it('stays on the device while the server cannot take it, whatever the reason', () => {
    for (const status of [0, 401, 429, 500, 503]) {
      expect(outcomeOf(new Problem(status, 'x', 'later')).state).toBe('offline');
    }
  });

  it('is there when the server says that it is attached already: the answer before was lost', () => {
    expect(outcomeOf(new Problem(409, 'file.attached', 'again'))).toEqual({ state: 'sent' });
  });

  it('stays with the reason when the server refuses it', () => {
    expect(outcomeOf(new Problem(422, 'file.picture', '不是图片'))).toEqual({ state: 'refused', message: '不是图片' });
    expect(outcomeOf(new Problem(403, 'access.scope', 'no')).state).toBe('refused');
  });

  it('hides no fault of the program', () => {
    expect(() => outcomeOf(new TypeError('bug'))).toThrow('bug');
  });
});
