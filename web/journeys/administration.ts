/** An administrator makes a user, changes his roles, reads the rights and the trail, and runs a dead letter again. */
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

interface User {
  login: string;
  roles: Record<string, string[]>;
  disabled: boolean;
}
interface Job {
  id: string;
  name: string;
  state: string;
  error: string | null;
}

const LETTER = 'of.an.older.release';

export default async function administration(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'admin' });
  const login = `u${Date.now() % 1_000_000}`;
  await makesUser(desk, login);
  await readsRights(desk);
  await readsTrail(walk, desk);
  await replays(desk);
  await seesSystem(desk);
}

async function makesUser(desk: Desk, login: string): Promise<void> {
  const { page } = desk;
  await page.goto('/admin/users');
  await page.getByTestId('new-user').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('用户名').fill(login);
  await dialog.getByLabel('姓名').fill('检验员 新人');
  await dialog.getByLabel('角色').click();
  await page.keyboard.type('检验员');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('姓名').click();
  await dialog.getByRole('button', { name: /保存|确定/ }).click();
  await page.getByRole('row').filter({ hasText: login }).waitFor();
  const made = ((await desk.read('users')) as { rows: User[] }).rows.find((each) => each.login === login);
  same(made?.roles['demo'], ['inspector'], 'the new user has the role that was chosen');
}

async function readsRights(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.goto('/admin/access');
  await page.getByTestId('admin-access').locator('table').first().waitFor();
  const matrix = (await desk.read('access')) as { models: { model: string; label: { zh: string } }[] };
  const known = matrix.models.find((each) => each.model === 'inspection_lot');
  expect(known, 'the matrix has the inspection lot');
  await page.getByTestId('admin-access').getByText(known.label.zh).first().waitFor();
}

async function readsTrail(walk: Walk, desk: Desk): Promise<void> {
  const { page } = desk;
  const engineer = await walk.seat({ login: 'engineer' });
  const code = `A${Date.now() % 1_000_000}`;
  await engineer.write('POST', 'records/defect_code', { code, name: '审计缺陷', class: 'minor' });
  await page.goto('/admin/audit');
  await page.getByTestId('admin-audit').locator('.timeline').waitFor();
  await page.getByLabel('单据').first().click();
  await page.keyboard.type('缺陷代码');
  await page.keyboard.press('Enter');
  await settled(page);
  const trail = (await desk.read('audit?model=defect_code&limit=50')) as { rows: { action: string }[] };
  expect(trail.rows.length > 0, 'the trail has the change');
  same(
    await page.getByTestId('admin-audit').locator('.timeline > li').count(),
    trail.rows.length,
    'the page shows the rows that the server has for the model',
  );
  await page.getByTestId('admin-audit').getByText('质量工程师 刘洋').first().waitFor();
}

async function replays(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.goto('/admin/jobs');
  await page.getByTestId('admin-jobs').getByText('已停止', { exact: true }).first().click();
  const letter = page.getByRole('row').filter({ hasText: LETTER });
  await letter.waitFor();
  const dead = ((await desk.read('jobs?state=dead')) as { rows: Job[] }).rows.find((each) => each.name === LETTER);
  expect(dead && dead.error?.includes('knows no job'), 'the letter says why it died');
  await letter.getByText('本程序没有名为').waitFor();
  await letter.getByRole('button').click();
  await letter.waitFor({ state: 'detached' });
  const now = (await desk.read(`jobs/${dead.id}`)) as Job;
  expect(now.state !== 'dead', `the job is tried again: ${now.state}`);
}

async function seesSystem(desk: Desk): Promise<void> {
  const { page } = desk;
  await page.goto('/admin/system');
  await page.getByTestId('admin-system').locator('.panel').first().waitFor();
  const system = (await desk.read('system')) as { backup: { state: string }; jobs: Record<string, number> };
  same(system.backup.state, 'none', 'no backup was written down here');
  await page.getByRole('alert').filter({ hasText: '没有备份记录' }).waitFor();
}
