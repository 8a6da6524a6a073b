/** A newcomer signs in, is told what is wrong, comes back to the page he wanted, changes language and leaves. */
import { expect, same, settled, type Walk } from './harness.ts';

export default async function signIn(walk: Walk): Promise<void> {
  const desk = await walk.seat({ expected: /401|422/ });
  const { page } = desk;
  await page.goto('/m/item?q=PR');
  await page.waitForURL(/sign-in\?next=/);
  await walk.look(desk, 'sign-in-1440-light');
  await page.getByLabel('用户名').fill('inspector');
  await page.locator('input[name=password]').fill('wrong password');
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.locator('.problem:not(:empty)').waitFor();
  const told = (await page.locator('.problem').textContent()) ?? '';
  expect(/[\u4e00-\u9fff]/.test(told), `the problem is told in Chinese, not: ${told}`);
  await page.locator('input[name=password]').fill(process.env['ZHIHE_PASSWORD'] ?? 'zhihe-demo-2026');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/m\/item\?q=PR/);
  await settled(page);
  await page.getByTestId('account').click();
  await page.getByText('English').click();
  await page.getByRole('heading', { name: 'Item' }).waitFor();
  await page.getByTestId('account').click();
  await page.getByText('Sign out').click();
  await page.waitForURL(/sign-in/);
  const reply = await desk.api.get('/api/v1/session');
  same(reply.status(), 401, 'the session has ended');
}
