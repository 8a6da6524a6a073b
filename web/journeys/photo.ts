/** A photo is taken at inspection: it is on the entry page, at the lot, and on the page of the nonconformance it leads to. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Files {
  rows: { id: string; name: string; type: string }[];
}

/** One red pixel, drawn anew by the server as a picture of its own. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
  'base64',
);

export default async function photo(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'inspector', width: 1024, height: 768, touch: true });
  const { page } = desk;
  await page.goto('/inspect');
  await page.getByTestId('queue').locator('a').first().click();
  await page.getByTestId('pad').waitFor();
  await settled(page);
  const number = decodeURIComponent(page.url().split('/').pop() ?? '');
  const lot = (await desk.read(`records/inspection_lot/${number}`)) as { id: string };
  const before = (await desk.read(`records/inspection_lot/${lot.id}/attachments`)) as Files;
  const name = `划伤-${Date.now() % 100_000}.png`;
  await page.locator('input[type=file][capture]').setInputFiles({ name, mimeType: 'image/png', buffer: PIXEL });
  await page.getByRole('img', { name }).waitFor();
  const after = (await desk.read(`records/inspection_lot/${lot.id}/attachments`)) as Files;
  same(after.rows.length, before.rows.length + 1, 'one more picture is at the lot');
  const kept = after.rows.find((each) => each.name === name);
  expect(kept && kept.type.startsWith('image/'), 'it is kept as a picture');
  const reply = await desk.api.get(`/api/v1/files/${kept.id}?inline=1`);
  same([reply.status(), reply.headers()['x-content-type-options']], [200, 'nosniff'], 'and is shown as one');

  const other = await walk.seat({ login: 'engineer' });
  await other.page.goto(`/m/inspection_lot/${number}`);
  await other.page.getByTestId('record-inspection_lot').waitFor();
  await other.page.getByText(name).first().waitFor();
}
