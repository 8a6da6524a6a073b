/** A dirty spreadsheet comes in: columns mapped, a wrong cell corrected in place, checked again, loaded; nothing before that. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Found {
  count: number;
  rows: { code: string; name: string; class: string }[];
}

export default async function importFile(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'engineer' });
  const { page } = desk;
  const mark = `Z${Date.now() % 100_000}`;
  const text = `代码编号,名称,等级说明\n${mark}1,砂眼,严重\n${mark}2,气孔,特别严重\n`;
  const where = encodeURIComponent(JSON.stringify({ field: 'code', op: 'starts', value: mark }));
  const stored = async () => (await desk.read(`records/defect_code?count=exact&sort=code&where=${where}`)) as Found;
  await page.goto('/import/defect_code');
  await page
    .getByTestId('import-file')
    .setInputFiles({ name: '缺陷.csv', mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') });
  await page.waitForURL(/\/import\/defect_code\/.+/);
  await choose('代码编号', '代码');
  await choose('等级说明', '缺陷等级');
  await page.getByLabel('第 3 行 缺陷等级').waitFor();
  same((await stored()).count, 0, 'a check writes nothing');
  expect(await page.getByTestId('load').isDisabled(), 'a file with a wrong row is not loaded as a whole');
  await page.getByLabel('第 3 行 缺陷等级').fill('致命');
  await page.getByTestId('recheck').click();
  await page.getByText('所有行都可以导入。').waitFor();
  await page.getByTestId('load').click();
  await page.getByText('导入完成').waitFor();
  const found = await stored();
  same(
    found.rows.map((row) => [row.name, row.class]),
    [
      ['砂眼', 'major'],
      ['气孔', 'critical'],
    ],
    'what was loaded',
  );
  await page.getByTestId('to-list').click();
  await page.getByText(`${mark}1`).waitFor();

  async function choose(heading: string, field: string): Promise<void> {
    await page.getByLabel(`${heading}: 导入到`).click();
    await page.keyboard.type(field);
    await page
      .locator('.ant-select-item-option', { hasText: new RegExp(`^${field}$`) })
      .first()
      .click();
    await settled(page);
  }
}
