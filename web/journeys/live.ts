/** What a colleague does appears without a reload: a record in a list, its state on its page, a message at the bell. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Row {
  id: string;
  version: number;
}
interface Notices {
  unread: number;
}

export default async function live(walk: Walk): Promise<void> {
  const reader = await walk.seat({ login: 'engineer' });
  const writer = await walk.seat({ login: 'quality' });
  const { page } = reader;
  const code = `L${Date.now() % 1_000_000}`;
  await reader.write('POST', 'notifications/read', { all: true });
  await page.goto(`/m/defect_code?q=${code}`);
  await page.locator('.empty').waitFor();
  await settled(page);
  const started = await page.evaluate(() => performance.timeOrigin);

  const row = (await writer.write('POST', 'records/defect_code', { code, name: '划痕', class: 'minor' })) as Row;
  await page.getByTestId('row').filter({ hasText: code }).waitFor();
  await writer.write('PATCH', `records/defect_code/${row.id}`, { name: '深划痕' }, row.version);
  await page.getByTestId('row').filter({ hasText: '深划痕' }).waitFor();

  const session = (await reader.read('session')) as { id: string };
  await writer.write('POST', `records/defect_code/${row.id}/comments`, { text: '请看一下', mentions: [session.id] });
  await page.locator('.bell-count').filter({ hasText: '1' }).waitFor();
  same(((await reader.read('notifications')) as Notices).unread, 1, 'the bell counts what the server counts');
  await page.getByTestId('bell').click();
  await page.locator('.notice.unread').first().click();
  await page.getByTestId('record-defect_code').waitFor();
  await page.getByRole('heading', { name: code }).waitFor();
  await page.locator('.bell-count').waitFor({ state: 'detached' });
  same(((await reader.read('notifications')) as Notices).unread, 0, 'what was opened is read');
  await page.getByText('请看一下').waitFor();
  same(await page.evaluate(() => performance.timeOrigin), started, 'the page was never loaded anew');
  expect(page.url().includes(`/m/defect_code/${code}`) || page.url().includes(row.id), 'the message led to its record');
}
