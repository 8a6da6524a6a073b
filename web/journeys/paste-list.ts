/** A block from a spreadsheet is pasted over a list: seen before it is saved, each row told apart, and taken back. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Item {
  id: string;
  code: string;
  name: string;
  spec: string | null;
  shelf_life_days: number | null;
  version: number;
}

const FIELDS = 'code,name,spec,shelf_life_days';

export default async function pasteList(walk: Walk): Promise<void> {
  // One row is refused by the server (changed meanwhile), which the browser logs.
  const desk = await walk.seat({ login: 'admin', expected: /412 PATCH/ });
  const { page } = desk;
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`/m/item?sort=code&fields=${FIELDS}`);
  await page.getByTestId('row').first().waitFor();
  await settled(page);
  const codes: string[] = [];
  for (const at of [0, 1, 2])
    codes.push((await page.getByTestId('row').nth(at).getByRole('link').first().textContent()) ?? '');
  const before = await Promise.all(codes.map((code) => desk.read(`records/item/${code}`) as Promise<Item>));

  // Enter saves and goes down, Tab saves and goes right; Esc leaves.
  const cell = (row: number, column: number) => page.getByTestId('row').nth(row).locator('td.editable').nth(column);
  await cell(0, 2).dblclick();
  await page.locator('.editing input').fill('φ20 手改');
  await page.keyboard.press('Enter');
  await cell(1, 2).locator('input').waitFor();
  await page.keyboard.press('Shift+Tab');
  await cell(1, 1).locator('input').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.editing').waitFor({ state: 'detached' });
  same(((await desk.read(`records/item/${codes[0]}`)) as Item).spec, 'φ20 手改', 'Enter saved the cell');

  // A block of three rows and two columns: one value is wrong, one row is changed by somebody else meanwhile.
  await paste(cell(0, 2), 'φ21 一\t365\nφ22 二\t-5\nφ23 三\t730');
  await page.getByTestId('paste-row').nth(2).waitFor();
  await page.getByText('小于最小值 1').waitFor();
  await walk.look(desk, 'paste-preview');
  await desk.write('PATCH', `records/item/${before[2]?.id}`, { spec: '同事改的' }, before[2]?.version);
  await page.getByTestId('paste-save').click();
  await page.getByTestId('paste-undo').waitFor();
  await settled(page);
  await walk.look(desk, 'paste-result');
  const after = await Promise.all(codes.map((code) => desk.read(`records/item/${code}`) as Promise<Item>));
  same([after[0]?.spec, after[0]?.shelf_life_days], ['φ21 一', 365], 'the good row is saved');
  same(after[1]?.spec, before[1]?.spec, 'a row with a wrong cell is left alone');
  same(after[2]?.spec, '同事改的', 'what somebody else changed is not overwritten');

  await page.getByTestId('paste-undo').click();
  await page.getByText('已撤销').waitFor();
  const back = (await desk.read(`records/item/${codes[0]}`)) as Item;
  same([back.spec, back.shelf_life_days], ['φ20 手改', before[0]?.shelf_life_days], 'the saved row is taken back');
  expect(back.version > (after[0]?.version ?? 0), 'taking back is a change of its own in the history');

  async function paste(at: ReturnType<typeof cell>, text: string): Promise<void> {
    await at.dblclick();
    await at.locator('input').waitFor();
    await page.evaluate((given) => navigator.clipboard.writeText(given), text);
    await page.keyboard.press('Control+V');
  }
}
