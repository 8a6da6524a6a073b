import { expect, test } from 'vitest';
import { drawingOf, fileNameOf, pathOf } from './strokes';

test('a stroke ends where the hand left the pad, a tap is a dot', () => {
  expect(pathOf([])).toBe('');
  expect(pathOf([{ x: 3, y: 4 }])).toBe('M3 4l0.01 0');
  expect(
    pathOf([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 20, y: 10 },
    ]),
  ).toBe('M0 0Q0 0 5 0Q10 0 15 5L20 10');
});

test('a drawing is black on white and as large as the pad', () => {
  const drawn = drawingOf([[{ x: 1, y: 1 }], [{ x: 2, y: 2 }]], 300, 120);
  expect(drawn).toContain('width="300" height="120"');
  expect(drawn.match(/<path/g)).toHaveLength(2);
  expect(drawn).toContain('fill="#fff"');
});

test('the file is called by the signer, without what no file may be called', () => {
  expect(fileNameOf(' 张三/质检 ')).toBe('张三 质检.png');
  expect(fileNameOf('')).toBe('signature.png');
});
