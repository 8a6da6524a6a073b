/** One person in two companies: each shows its own records only, hears its own events only; the language keeps the page. */
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

interface Row {
  id: string;
  version: number;
  code: string;
}
interface Session {
  company: string;
}

const PERSON = 'both';

export default async function companies(walk: Walk): Promise<void> {
  const desk = await walk.seat({ expected: /404 GET .*defect_code/ });
  const { page } = desk;
  await chosenByName(walk);
  await signIn(desk, 'demo');
  const [first, second] = [`H${Date.now() % 1_000_000}`, `S${Date.now() % 1_000_000}`];
  const here = (await desk.write('POST', 'records/defect_code', {
    code: first,
    name: '本厂缺陷',
    class: 'minor',
  })) as Row;
  await page.goto(`/m/defect_code?q=${first}`);
  await page.getByTestId('row').filter({ hasText: first }).waitFor();

  await page.getByTestId('account').click();
  await page.getByText('第二工厂有限公司').click();
  await page.getByTestId('home').waitFor();
  same(((await desk.read('session')) as Session).company, 'second', 'the session goes on in the other company');
  await page.goto(`/m/defect_code?q=${first}`);
  await page.locator('.empty').waitFor();
  expect((await page.getByText('本厂缺陷').count()) === 0, 'the other company’s record is not on the page');
  await page.goto(`/m/defect_code/${first}`);
  await page.getByText('单据不存在或无权查看').waitFor();
  same((await desk.api.get(`/api/v1/records/defect_code/${here.id}`)).status(), 404, 'nor behind its identity');

  await heardApart(walk, desk, second);
  await languageKeepsThePage(desk, second);
}

/** A page of the second company hears of a change in it, and of nothing that happened in the first meanwhile. */
async function heardApart(walk: Walk, desk: Desk, code: string): Promise<void> {
  const { page } = desk;
  const colleague = await walk.seat({ login: 'engineer' });
  await page.goto('/m/defect_code');
  await settled(page);
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const source = new EventSource('/api/v1/events');
    source.addEventListener('record', (event) => heard.push((event as MessageEvent<string>).data));
    return new Promise((open) => source.addEventListener('open', open, { once: true }));
  });
  const other = (await colleague.write('POST', 'records/defect_code', {
    code: `X${Date.now() % 1_000_000}`,
    name: '外厂缺陷',
    class: 'minor',
  })) as Row;
  const own = (await desk.write('POST', 'records/defect_code', { code, name: '二厂缺陷', class: 'minor' })) as Row;
  await page.getByTestId('row').filter({ hasText: code }).waitFor();
  await page.waitForFunction(
    (id) => (globalThis as unknown as { heard: string[] }).heard.some((each) => each.includes(id)),
    own.id,
  );
  const heard = await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  expect(!heard.some((each) => each.includes(other.id)), 'what happens in the other company is not heard here');
  expect((await page.getByText('外厂缺陷').count()) === 0, 'nor shown');
}

async function languageKeepsThePage(desk: Desk, code: string): Promise<void> {
  const { page } = desk;
  await page.goto(`/m/defect_code/${code}`);
  await page.getByTestId('record-defect_code').waitFor();
  await page.getByTestId('account').click();
  await page.getByText('English').click();
  await page.getByRole('link', { name: 'Defect code' }).first().waitFor();
  expect(page.url().endsWith(`/m/defect_code/${code}`), 'the language changes and the page stays');
  await page.getByRole('heading', { name: code }).waitFor();
}

/** The names of the companies come behind the right password, and go when somebody else is typed. */
async function chosenByName(walk: Walk): Promise<void> {
  const desk = await walk.seat({ expected: /401|422/ });
  const { page } = desk;
  await page.goto('/sign-in');
  const button = page.getByRole('button', { name: '登录', exact: true });
  const choice = page.getByLabel('公司');
  await page.getByLabel('用户名').fill(PERSON);
  await page.locator('input[name=password]').fill('wrong password');
  await button.click();
  await page.locator('.problem:not(:empty)').waitFor();
  same(await choice.count(), 0, 'a wrong password names no company');
  await page.locator('input[name=password]').fill(process.env['ZHIHE_PASSWORD'] ?? 'zhihe-demo-2026');
  await button.click();
  await choice.waitFor();
  await walk.look(desk, 'sign-in-companies');
  await page.getByLabel('用户名').fill('inspector');
  same(await choice.count(), 0, 'nor does the page to another person');
  await page.getByLabel('用户名').fill(PERSON);
  await button.click();
  await choice.selectOption({ label: '第二工厂有限公司' });
  await button.click();
  await page.getByTestId('home').waitFor();
  same(((await desk.read('session')) as Session).company, 'second', 'the company chosen by name is entered');
}

async function signIn(desk: Desk, company: string): Promise<void> {
  const password = process.env['ZHIHE_PASSWORD'] ?? 'zhihe-demo-2026';
  const reply = await desk.api.post('/api/v1/session', { data: { login: PERSON, password, company } });
  expect(reply.ok(), `${PERSON} signs in: ${await reply.text()}`);
}
