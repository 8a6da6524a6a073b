/** An administrator opens a company in the browser, lets somebody in, renames it, closes it and opens it again. */
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

interface Company {
  key: string;
  name: string;
  state: string;
  members: { login: string; roles: string[] }[];
}

export default async function company(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'admin', expected: /(422|409) (POST|PATCH) .*installation/ });
  const { page } = desk;
  const key = `c${Date.now() % 1_000_000}`;
  await page.goto('/admin/companies');
  await page.getByTestId('company-demo').waitFor();
  await page.getByTestId('new-company').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('公司名称').fill('第三工厂');
  await dialog.getByLabel('代码').fill('Bad Key');
  await dialog.getByRole('button', { name: '开通' }).click();
  await dialog.getByRole('alert').filter({ hasText: '不能作公司代码' }).waitFor();
  await walk.look(desk, 'company-new-1440-light');
  await dialog.getByLabel('代码').fill(key);
  await dialog.getByRole('button', { name: '开通' }).click();
  await dialog.getByTestId('opening').waitFor();
  const row = page.getByTestId(`company-${key}`);
  await row.getByText('使用中').waitFor({ timeout: 180_000 });
  await dialog.waitFor({ state: 'detached' });
  const made = (await desk.read(`installation/companies/${key}`)) as Company;
  same(
    made.members.map((each) => [each.login, each.roles]),
    [['admin', ['key_user']]],
    'its founder is its key user',
  );

  await row.getByRole('button', { name: '第三工厂' }).click();
  await page.getByTestId('members').waitFor();
  await dialog.locator('.new-member').getByLabel('添加用户').click();
  await page.keyboard.type('采购员');
  await page.keyboard.press('Enter');
  await dialog.locator('.new-member').getByLabel('角色').click();
  await page.keyboard.type('采购员');
  await page.keyboard.press('Enter');
  await dialog.getByText('可进入的用户').click();
  await dialog.getByRole('button', { name: '添加', exact: true }).click();
  await dialog.getByRole('listitem').filter({ hasText: '采购员 李强' }).waitFor();
  await walk.look(desk, 'company-1440-light');
  const joined = (await desk.read(`installation/companies/${key}`)) as Company;
  expect(
    joined.members.some((each) => each.login === 'buyer' && each.roles.includes('buyer')),
    'the buyer may enter as buyer',
  );

  await dialog.getByLabel('公司名称').fill('第三工厂有限公司');
  await dialog.getByRole('button', { name: '保存' }).first().click();
  await row.getByText('第三工厂有限公司').waitFor();
  await dialog.getByRole('button', { name: '停用', exact: true }).click();
  await page.getByText('数据全部保留').waitFor();
  await page.locator('.ant-modal-confirm').getByRole('button', { name: '停用', exact: true }).click();
  await row.getByText('已停用').waitFor();
  await refused(walk, key);
  await dialog.getByRole('button', { name: '启用' }).click();
  await row.getByText('使用中').waitFor();
  await settled(page);
  await ownIsKept(desk);
}

/** Nobody signs in to a closed company; the sentence says why. */
async function refused(walk: Walk, company: string): Promise<void> {
  const buyer = await walk.seat();
  const reply = await buyer.api.post('/api/v1/session', {
    data: { login: 'buyer', password: process.env['ZHIHE_PASSWORD'] ?? 'zhihe-demo-2026', company },
    headers: { 'Accept-Language': 'zh' },
  });
  same(reply.status(), 401, 'a closed company lets nobody in');
  expect(((await reply.json()) as { detail: string }).detail.includes('已停用'), 'and says that it is closed');
}

/** The company one works in cannot be closed: neither on the page nor by the API. */
async function ownIsKept(desk: Desk): Promise<void> {
  await desk.page.keyboard.press('Escape');
  await desk.page.getByTestId('company-demo').getByRole('button').click();
  await desk.page.getByText('您正在本公司中操作').waitFor();
  const reply = await desk.api.patch('/api/v1/installation/companies/demo', {
    data: { closed: true },
    headers: { 'X-Requested-With': 'journey' },
  });
  same(reply.status(), 409, 'nor by the API');
}
