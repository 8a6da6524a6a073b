/** Text on its ground is readable in both modes: at least 4.5 to 1, computed as WCAG says. */
import { describe, expect, test } from 'vitest';
import { TONES } from '../kit/tones';
import { SURFACES, TONE_COLOURS, type Mode } from './theme';

function luminance(colour: string): number {
  const parts = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
}

export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as Mode[])('%s', (mode) => {
  const surface = SURFACES[mode];
  test.each(TONES)('a badge of tone %s is readable on its ground and on a card', (tone) => {
    const colours = TONE_COLOURS[mode][tone];
    expect(contrast(colours.text, colours.ground)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colours.text, surface.card)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(['ink', 'soft', 'accent'] as const)('%s is readable on page, card and sunk ground', (name) => {
    for (const ground of ['page', 'card', 'sunk', 'hover'] as const)
      expect(contrast(surface[name], surface[ground])).toBeGreaterThanOrEqual(4.5);
  });
});

test('black on white is 21 to 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});
