/** A company without a record: each page says why it is empty and what to do next; what is not there says so. */
import { expect, settled, type Walk } from './harness.ts';

const PERSON = { login: 'both', company: 'second' };

/** The page, what it says of being empty, and what it offers. */
const EMPTY: [string, string, string | null][] = [
  ['/', '今日无待办', null],
  ['/m/inspection_lot', '尚无检验批', null],
  ['/m/inspection_plan', '尚无检验计划', '新建'],
  ['/m/control_chart', '尚无控制图', '新建'],
  ['/m/inspection_lot?q=NONE', '没有符合条件的检验批', '清除筛选'],
  ['/inspect', '', null],
  ['/trace', '', null],
  ['/stock', '', null],
];
const MISSING = ['/m/lot/NONE-1', '/m/control_chart/NONE-1', '/m/inspection_lot/NONE-1', '/m/nonconformance/NONE-1'];

export default async function empty(walk: Walk): Promise<void> {
  const desk = await walk.seat({ expected: /404 GET .*NONE-1/ });
  const { page } = desk;
  const password = process.env['ZHIHE_PASSWORD'] ?? 'zhihe-demo-2026';
  const reply = await desk.api.post('/api/v1/session', { data: { ...PERSON, password } });
  expect(reply.ok(), await reply.text());
  for (const [path, title, act] of EMPTY) {
    await page.goto(path);
    await page.locator('.empty h2').first().waitFor();
    await settled(page);
    const said = await page.locator('.empty').first().innerText();
    expect(said.includes(title) && said.split('\n').length > 1, `${path} says why it is empty and what to do: ${said}`);
    if (act) await page.locator('.empty').getByText(act).first().waitFor();
  }
  await page.goto('/board');
  await page.getByTestId('figure-ppm').getByText('数据不足').waitFor();
  for (const path of MISSING) {
    await page.goto(path);
    await page.getByText('单据不存在或无权查看').waitFor();
    await page.locator('.empty').getByRole('link').first().waitFor();
  }
  await page.goto('/no/such/page');
  await page.getByText('页面不存在').waitFor();
}
