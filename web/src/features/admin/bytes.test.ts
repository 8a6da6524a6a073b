import { expect, test } from 'vitest';
import { bytes } from './bytes';

test('a size has three digits at most and the unit that fits', () => {
  expect([0, 999, 1000, 33_429_183, 77_866_942_464, 999_960, 99_960].map(bytes)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '33.4 MB',
    '77.9 GB',
    '1 MB',
    '100 kB',
  ]);
});
