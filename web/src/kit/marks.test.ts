import { expect, test } from 'vitest';
import { marked } from './marks';

test('what turns the order of a text or is not seen in it is drawn as a mark', () => {
  expect(marked('螺\u202e钉')).toBe('螺⟨RLO⟩钉');
  expect(marked('a\u200bb\u2066c\u2069')).toBe('a⟨ZWSP⟩b⟨LRI⟩c⟨PDI⟩');
  expect(marked('\u0007')).toBe('⟨U+0007⟩');
  expect(marked('\u{e0041}')).toBe('⟨U+E0041⟩');
});

test('what people write stays as it is', () => {
  for (const text of ['φ20 ±0.05\n第二行\t', '👨‍👩‍👧', 'اختبار', '１２ ｍｍ', '⟨RLO⟩']) expect(marked(text)).toBe(text);
});
