import { expect, test } from 'vitest';
import { grown, scanned, type Burst } from './scanner';

const typed = (text: string, pause: number): [Burst, number] => {
  let burst: Burst = { text: '', first: 0, last: 0 };
  let at = 1_000;
  for (const key of text) {
    burst = grown(burst, key, at);
    at += pause;
  }
  return [burst, at];
};

test('a burst that ends in Enter is a scan', () => {
  const [burst, at] = typed('GR-202610-00013-2', 8);
  expect(scanned(burst, at)).toBe('GR-202610-00013-2');
});

test('a person types slower, and a few keys are no code', () => {
  const [slow, at] = typed('GR-202610', 90);
  expect(scanned(slow, at)).toBeUndefined();
  const [short, end] = typed('GR', 5);
  expect(scanned(short, end)).toBeUndefined();
});

test('what was typed before a pause is no part of the scan', () => {
  let [burst] = typed('abc', 20);
  for (const [place, key] of [...'LOT-1'].entries()) burst = grown(burst, key, 5_000 + place * 6);
  expect(scanned(burst, 5_030)).toBe('LOT-1');
});
