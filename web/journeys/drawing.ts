/** An item gets its drawing, the inspector sees it beside the samples, and a photo taken without network arrives once. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Item {
  id: string;
  code: string;
  drawing: { id: string; name: string; type: string } | null;
}

interface Files {
  rows: { id: string; name: string }[];
}

/** A picture of one colour as the browser itself draws it. */
const PICTURE = `(() => { const c = document.createElement('canvas'); c.width = 320; c.height = 200;
  const p = c.getContext('2d'); p.fillStyle = '#1677ff'; p.fillRect(0, 0, 320, 200); return c.toDataURL('image/png'); })()`;

export default async function drawing(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'admin' });
  const { page } = desk;
  await page.goto('/m/item');
  await page.getByTestId('row').first().waitFor();
  const picture = Buffer.from(((await page.evaluate(PICTURE)) as string).split(',')[1] ?? '', 'base64');
  const lots = (await desk.read(`records/inspection_lot?limit=1&where=${open()}&fields=id,number,item`)) as {
    rows: { id: string; number: string; item: { id: string } }[];
  };
  const lot = lots.rows[0];
  expect(lot, 'the demo leaves a lot to inspect');
  const before = (await desk.read(`records/item/${lot.item.id}`)) as Item;
  expect(before.drawing?.type === 'image/png', 'items of the demo have a drawing');

  // In the form: what is no picture is refused in words, a picture is shown, removed, chosen again and saved.
  await page.goto(`/m/item/${before.code}/edit`);
  const input = page.getByRole('group', { name: '图纸' });
  await input.getByRole('link', { name: `打开 ${before.drawing.name}` }).waitFor();
  await walk.look(desk, 'file-input');
  await input.getByRole('button', { name: /^移除/ }).click();
  await input.getByText('JPEG、PNG 或 WebP，不超过 25 MB').waitFor();
  await input
    .getByTestId('file-chooser')
    .setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await input.getByRole('alert').filter({ hasText: '说明.txt 不是 JPEG、PNG 或 WebP 图片' }).waitFor();
  await walk.look(desk, 'file-input-refused');
  await input.getByTestId('file-chooser').setInputFiles({ name: '新图.png', mimeType: 'image/png', buffer: picture });
  await input.getByRole('link', { name: '打开 新图.png' }).waitFor();
  await page.getByTestId('save').click();
  await page.getByTestId('record-item').waitFor();
  await page.getByTestId('fact-drawing').getByRole('link', { name: '打开 新图.png' }).waitFor();
  await walk.look(desk, 'file-record');
  const after = (await desk.read(`records/item/${before.code}`)) as Item;
  same(after.drawing?.name, '新图.png', 'the record names the new drawing');

  // In the list: a small picture in its column.
  await page.goto('/m/item?fields=code,name,drawing');
  await page.getByTestId('row').first().locator('img').waitFor();
  await settled(page);
  await walk.look(desk, 'file-list');

  // At the inspection: the drawing beside the samples; a photo without network stays in sight and arrives once.
  const tablet = await walk.seat({ login: 'inspector', width: 1180, height: 820, touch: true });
  await tablet.page.goto(`/inspect/${lot.number}`);
  const start = tablet.page.getByRole('button', { name: '开始检验' });
  await tablet.page.getByTestId('pad').or(start).first().waitFor();
  if (await start.isVisible()) await start.click();
  const pictures = tablet.page.getByTestId('pictures');
  await pictures.getByAltText('图纸 新图.png').waitFor();
  await settled(tablet.page);
  const photo = `划伤-${Date.now() % 100_000}.png`;
  await tablet.context.setOffline(true);
  await pictures.getByTestId('photo-input').setInputFiles({ name: photo, mimeType: 'image/png', buffer: picture });
  await pictures.getByText('待上传').waitFor();
  await tablet.page.locator('[data-testid="outbox"][data-waiting="1"]').waitFor();
  await walk.look(tablet, 'entry-photo-waiting');
  await tablet.context.setOffline(false);
  await pictures.getByText('待上传').waitFor({ state: 'detached' });
  await pictures.getByAltText(photo).waitFor();
  await settled(tablet.page);
  await walk.look(tablet, 'entry-photo');
  const files = (await tablet.read(`records/inspection_lot/${lot.id}/attachments`)) as Files;
  same(files.rows.filter((each) => each.name === photo).length, 1, 'the photo is attached to the lot, once');
}

function open(): string {
  return encodeURIComponent(JSON.stringify({ field: 'state', op: 'in', value: ['created', 'in_progress'] }));
}
