/** Two people change one record: the second sees what differs, keeps his part, and nobody's text is lost. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Row {
  id: string;
  version: number;
  name: string;
  note?: string;
}

export default async function conflict(walk: Walk): Promise<void> {
  const one = await walk.seat({ login: 'engineer', expected: /412/ });
  const other = await walk.seat({ login: 'quality' });
  const code = `D${Date.now() % 1_000_000}`;
  const row = (await one.write('POST', 'records/defect_code', { code, name: '毛刺', class: 'minor' })) as Row;
  await one.page.goto(`/m/defect_code/${code}/edit`);
  await one.page.getByLabel('名称').fill('毛刺过高');
  await other.write('PATCH', `records/defect_code/${row.id}`, { name: '边缘毛刺', class: 'major' }, row.version);
  await one.page.getByTestId('save').click();
  await one.page.getByTestId('conflict').waitFor();
  for (const words of ['毛刺', '毛刺过高', '边缘毛刺'])
    await one.page.getByTestId('conflict').getByText(words, { exact: true }).waitFor();
  await one.page.getByTestId('conflict').getByText('毛刺过高').click();
  await one.page.getByRole('button', { name: '保存所选' }).click();
  await one.page.getByTestId('record-defect_code').waitFor();
  const now = (await one.read(`records/defect_code/${row.id}`)) as Row & { class: string };
  same([now.name, now.class], ['毛刺过高', 'major'], 'my name and the colleague’s class both hold');

  await one.page.goto(`/m/defect_code/${code}/edit`);
  await one.page.getByLabel('名称').fill('写了一半');
  await one.page.getByText('有未保存的修改').waitFor();
  await one.page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('zhihe.draft.')));
  await one.page.goto('/');
  await settled(one.page);
  await one.page.goto(`/m/defect_code/${code}/edit`);
  await one.page.getByTestId('draft').waitFor();
  same(await one.page.getByLabel('名称').inputValue(), '写了一半', 'the draft came back');
  expect(
    ((await one.read(`records/defect_code/${row.id}`)) as Row).name === '毛刺过高',
    'a draft is not saved by itself',
  );

  // The network was away for long: a colleague has changed the same field since the draft was begun.
  const before = (await one.read(`records/defect_code/${row.id}`)) as Row;
  await one.page.goto('/');
  await settled(one.page);
  await other.write('PATCH', `records/defect_code/${row.id}`, { name: '同事又改' }, before.version);
  await one.page.goto(`/m/defect_code/${code}/edit`);
  await one.page.getByTestId('draft').getByText('此后单据已被他人修改').waitFor();
  await walk.look(one, 'draft-older');
  await one.page.getByTestId('save').click();
  for (const words of ['毛刺过高', '写了一半', '同事又改'])
    await one.page.getByTestId('conflict').getByText(words, { exact: true }).waitFor();
  same(
    ((await one.read(`records/defect_code/${row.id}`)) as Row).name,
    '同事又改',
    'an old draft is not laid silently over what others did',
  );
  await one.page.getByTestId('conflict').getByText('写了一半').click();
  await one.page.getByRole('button', { name: '保存所选' }).click();
  await one.page.getByTestId('record-defect_code').waitFor();
  same(((await one.read(`records/defect_code/${row.id}`)) as Row).name, '写了一半', 'what was chosen is saved');
}
