/** A buyer writes an order: lines pasted from a spreadsheet, amounts computed while typing, released by one button. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Order {
  id: string;
  number: string;
  state: string;
  amount: string;
  lines: { quantity: string; price: string; item: { number: string } }[];
}

export default async function order(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'buyer' });
  const { page, context } = desk;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/m/purchase_order');
  await page.getByTestId('new').click();
  await page.getByTestId('form-purchase_order').waitFor();
  await page.getByTestId('save').click();
  await page.getByText('请填写供应商').waitFor();
  await pick('供应商', '宁波');
  await pick('工厂', 'F1');
  await page.getByTestId('add-lines').click();
  const cells = ['PR-0001\t200\t7.75\t2027-01-10', 'PR-0002\t300\t0.25\t2027/1/20'].join('\n');
  await page.evaluate((text) => navigator.clipboard.writeText(text), cells);
  await page.getByTestId('lines-lines').locator('[data-cell="0.item"] input').focus();
  await page.keyboard.press('Control+V');
  await page.locator('[data-cell="1.quantity"]').waitFor();
  await page.getByText('1,625.00').first().waitFor();
  await walk.look(desk, 'form-order-1440-light');
  await page.keyboard.press('Control+s');
  await page.getByTestId('record-purchase_order').waitFor();
  await settled(page);
  const number = page.url().split('/').pop() ?? '';
  const saved = (await desk.read(`records/purchase_order/${number}`)) as Order;
  same(saved.state, 'draft', 'the state of a new order');
  same(
    saved.lines.map((line) => [line.item.number, line.quantity]),
    [
      ['PR-0001', '200'],
      ['PR-0002', '300'],
    ],
    'the pasted lines',
  );
  same(saved.amount, '1625', 'the amount the browser showed is the one the server computed');
  await page.getByTestId('step-release').click();
  await page.locator('.state-path .now', { hasText: '已下达' }).waitFor();
  same(((await desk.read(`records/purchase_order/${number}`)) as Order).state, 'released', 'the step was taken');
  await page.getByTestId('timeline').getByText('执行了“下达”').waitFor();
  expect((await page.getByTestId('edit').count()) <= 1, 'one edit button at most');

  async function pick(label: string, text: string): Promise<void> {
    await page.getByLabel(label, { exact: true }).first().click();
    await page.keyboard.type(text);
    await page.locator('.ant-select-item-option', { hasText: text }).first().click();
  }
}
