/** A signature is drawn on a pad, a stroke is taken back, it is kept as a picture beside the name that was typed. */
import { expect, same, settled, type Walk } from './harness.ts';

const OVERLAY = `overlay: base.reason_code
add:
  fields:
    signed: {type: signature, uid: b2c3d4e5f6a7, label: {zh: 批准签名, en: Approval}}
`;

interface Row {
  signed: { id: string; name: string } | null;
}

export default async function signature(walk: Walk): Promise<void> {
  const admin = await walk.seat({ login: 'admin', width: 1024, height: 768, touch: true });
  await admin.write('POST', 'definitions/publish', { files: { 'site/reason_code.yaml': OVERLAY }, note: '签名' });
  const { page } = admin;
  await page.goto('/m/reason_code/R01/edit');
  await page.getByTestId('signature-input').getByRole('button').first().click();
  const dialog = page.getByRole('dialog');
  const keep = dialog.getByRole('button', { name: '使用此签名' });
  expect(await keep.isDisabled(), 'nothing is kept before something is drawn');
  await dialog.getByLabel('签名人姓名').fill('周敏');
  const box = await page.getByTestId('signature-pad').boundingBox();
  expect(box, 'the pad is there');
  for (const [from, to] of [
    [40, 160],
    [180, 300],
    [320, 420],
  ] as const) {
    await page.mouse.move(box.x + from, box.y + 60);
    await page.mouse.down();
    for (let at = from; at <= to; at += 12)
      await page.mouse.move(box.x + at, box.y + 60 + 40 * Math.sin((at - from) / 18));
    await page.mouse.up();
  }
  same(await page.getByTestId('signature-pad').locator('path').count(), 3, 'three strokes are drawn');
  await dialog.getByRole('button', { name: '撤销一笔' }).click();
  same(await page.getByTestId('signature-pad').locator('path').count(), 2, 'the last one is taken back');
  await walk.look(admin, 'signature-1024-light');
  await keep.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByTestId('save').click();
  await page.getByTestId('fact-signed').locator('img').waitFor();
  await settled(page);
  const row = (await admin.read('records/reason_code/R01')) as Row;
  same(row.signed?.name, '周敏.png', 'it is kept under the name that was typed');
  const picture = await admin.api.get(`/api/v1/files/${row.signed?.id ?? ''}?inline=1`);
  same(picture.headers()['content-type'], 'image/png', 'as a picture');
}
