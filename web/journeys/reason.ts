/** A controlled record asks why: in the form, in a cell, for a pasted block once; the history tells it. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Characteristic {
  id: string;
  code: string;
  name: string;
  method: string | null;
  version: number;
}

export default async function reason(walk: Walk): Promise<void> {
  // Each act is refused once, and sent again with the reason.
  const desk = await walk.seat({ login: 'engineer', expected: /422 (PATCH|DELETE|POST)/ });
  const { page } = desk;
  await desk.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const code = `R${Date.now() % 1_000_000}`;
  const made: Characteristic[] = [];
  for (const each of ['A', 'B', 'C'])
    made.push(
      (await desk.write('POST', 'records/characteristic', {
        code: `${code}${each}`,
        name: `受控 ${each}`,
        kind: 'attribute',
        class: 'minor',
      })) as Characteristic,
    );
  const [first, second, third] = made;
  expect(first && second && third, 'three characteristics are there');
  const dialog = page.getByRole('dialog', { name: '请说明原因' });
  const because = async (why: string) => {
    await dialog.waitFor();
    await dialog.getByLabel('原因').fill(why);
    await dialog.getByRole('button', { name: /确\s*定/ }).click();
    await dialog.waitFor({ state: 'detached' });
  };

  // The form: given up, nothing is saved and nothing is lost; with a reason it is.
  await page.goto(`/m/characteristic/${first.id}/edit`);
  const name = page.getByLabel('名称');
  await name.fill('受控 改名');
  const save = page.getByRole('button', { name: /保\s*存/ }).first();
  await save.click();
  await dialog.waitFor();
  await dialog.getByRole('button', { name: /取\s*消/ }).click();
  await page.getByText('没有填写原因').first().waitFor();
  same(await name.inputValue(), '受控 改名', 'what was typed is still there');
  await save.click();
  await because('客户图纸改版');
  await page.getByTestId('record').or(page.locator('.timeline')).first().waitFor();
  const told = (await desk.read(`records/characteristic/${first.id}/history`)) as { rows: { reason: string }[] };
  same(told.rows.at(-1)?.reason, '客户图纸改版', 'the history has the reason');
  await page.getByText('客户图纸改版').first().waitFor();

  // A cell of the list, then a block over three rows: asked once for the block.
  const where = encodeURIComponent(JSON.stringify({ and: [{ field: 'code', op: 'starts', value: code }] }));
  await page.goto(`/m/characteristic?sort=code&fields=code,name,method&where=${where}`);
  await page.getByTestId('row').nth(2).waitFor();
  await settled(page);
  const cell = (row: number, column: number) => page.getByTestId('row').nth(row).locator('td.editable').nth(column);
  await cell(0, 2).dblclick();
  await page.locator('.editing input').fill('目视');
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await walk.look(desk, 'reason');
  await because('检验方法统一');
  await settled(page);
  await page.keyboard.press('Escape');
  same(((await desk.read(`records/characteristic/${first.id}`)) as Characteristic).method, '目视', 'the cell is saved');
  await cell(0, 2).dblclick();
  await cell(0, 2).locator('input').waitFor();
  await page.evaluate((given) => navigator.clipboard.writeText(given), '卡尺\n卡尺\n卡尺');
  await page.keyboard.press('Control+V');
  await page.getByTestId('paste-row').nth(2).waitFor();
  await page.getByTestId('paste-save').click();
  await because('量具更换');
  await page.getByTestId('paste-undo').waitFor();
  expect(!(await dialog.isVisible()), 'a block asks once');
  for (const each of made)
    same(
      ((await desk.read(`records/characteristic/${each.id}/history`)) as { rows: { reason: string }[] }).rows.at(-1)
        ?.reason,
      '量具更换',
      'each row of the block has the reason',
    );
}
