/** What was drawn on a pad: strokes of points, taken back one by one, as a smooth line. */

export interface Point {
  x: number;
  y: number;
}
export type Stroke = readonly Point[];

/** The path of a stroke through the middles between its points, which smooths a shaky hand; a tap is a dot. */
export function pathOf(stroke: Stroke): string {
  const [first, ...rest] = stroke;
  if (!first) return '';
  if (rest.length === 0) return `M${first.x} ${first.y}l0.01 0`;
  const parts = [`M${first.x} ${first.y}`];
  rest.forEach((point, at) => {
    const before = stroke[at] ?? first;
    parts.push(`Q${before.x} ${before.y} ${(before.x + point.x) / 2} ${(before.y + point.y) / 2}`);
  });
  const last = rest[rest.length - 1] ?? first;
  return `${parts.join('')}L${last.x} ${last.y}`;
}

/** Strokes as an SVG of the pad's size: black on white, whatever the page looks like, for it is printed. */
export function drawingOf(strokes: readonly Stroke[], width: number, height: number): string {
  const lines = strokes.map((stroke) => `<path d="${pathOf(stroke)}"/>`).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
    `<rect width="100%" height="100%" fill="#fff"/>` +
    `<g fill="none" stroke="#111" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round">${lines}</g></svg>`
  );
}

/** The name that a drawing is kept under: who it is of, without what no file may be called. */
export function fileNameOf(signer: string): string {
  const clean = signer
    .replace(/[\\/:*?"<>|]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return `${clean || 'signature'}.png`;
}
