/** No right means neither button nor data, and an address that is not there says so with a way back. */
import { expect, same, settled, type Walk } from './harness.ts';

export default async function access(walk: Walk): Promise<void> {
  const inspector = await walk.seat({ login: 'inspector', expected: /40[34]/ });
  const { page } = inspector;
  await page.goto('/m/purchase_order/new');
  await settled(page);
  expect((await page.getByTestId('save').count()) === 0, 'an inspector cannot save an order');
  const refused = await inspector.api.post('/api/v1/records/purchase_order', {
    data: {},
    headers: { 'X-Requested-With': 'journey' },
  });
  same(refused.status(), 403, 'the server refuses it too');
  await page.goto('/m/item');
  await page.getByTestId('row').first().waitFor();
  expect((await page.getByTestId('new').count()) === 0, 'an inspector makes no items');
  await page.goto('/m/item/NONE-1');
  await page.getByText('单据不存在或无权查看').waitFor();
  await page.goto('/nowhere/at/all');
  await page.getByText('页面不存在').waitFor();
  await page.getByRole('button', { name: '回到首页' }).click();
  await page.getByTestId('home').waitFor();
  expect((await page.getByRole('link', { name: '系统管理' }).count()) === 0, 'administration is not in the menu');
}
