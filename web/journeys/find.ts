/** Ctrl+K finds pages and records by name, number and pinyin initials; a scanner opens what it reads, from anywhere. */
import { expect, settled, type Walk } from './harness.ts';

export default async function find(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'engineer' });
  const { page } = desk;
  const lots = (await desk.read('records/lot?limit=1')) as { rows: { code: string }[] };
  const code = lots.rows[0]?.code ?? '';
  expect(code, 'the demo has lots');
  await page.goto('/');
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').fill('检验计划');
  await page
    .getByRole('option', { name: /检验计划/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/inspection_plan/);
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').fill('nbjc');
  await page
    .getByRole('option', { name: /宁波精诚/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByTestId('record-partner').waitFor();
  await settled(page);
  await page.locator('#main').focus();
  await page.keyboard.type(code, { delay: 4 });
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: code }).first().waitFor();
}
