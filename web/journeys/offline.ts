/** The network goes away in the middle of an inspection: entries are kept in sight, and each arrives once when it is back. */
import { expect, same, type Walk } from './harness.ts';

interface Rows {
  rows: { sample_no: number; value: number }[];
}

export default async function offline(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'inspector', width: 390, height: 844, touch: true });
  const { page, context } = desk;
  await page.goto('/inspect');
  await page.getByTestId('queue').locator('a').last().click();
  await page.getByTestId('pad').waitFor();
  await enter('20.01');
  await page.locator('[data-testid="outbox"][data-waiting="0"]').waitFor();

  await context.setOffline(true);
  await enter('19.99');
  await enter('20.02');
  await page.locator('[data-testid="outbox"][data-waiting="2"]').waitFor();
  expect(await page.getByTestId('judge').isDisabled(), 'nothing is judged over what was not sent');
  await page.getByTestId('outbox').click();
  await page.getByText('本机未发送的录入').waitFor();
  await page.keyboard.press('Escape');

  await context.setOffline(false);
  await page.locator('[data-testid="outbox"][data-waiting="0"]').waitFor();
  const number = page.url().split('/').pop() ?? '';
  const tree = { field: 'inspection.number', op: 'eq', value: decodeURIComponent(number) };
  const asked = `records/inspection_result?where=${encodeURIComponent(JSON.stringify(tree))}&limit=100`;
  const found = (await desk.read(asked)) as Rows;
  same(
    found.rows.map((row) => [row.sample_no, row.value]).sort(),
    [
      [1, 20.01],
      [2, 19.99],
      [3, 20.02],
    ],
    'each entry arrived once',
  );

  async function enter(value: string): Promise<void> {
    await page.locator('#insp-value').fill(value);
    await page.locator('#insp-value').press('Enter');
    await page.locator('.insp-cell', { hasText: value }).waitFor();
  }
}
