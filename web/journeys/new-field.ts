/** A field that is added to a definition through the API is there in list, form, filter and record page, without a build. */
import { expect, same, settled, type Walk } from './harness.ts';

const OVERLAY = `overlay: base.defect_code
add:
  fields:
    handling: {type: text, uid: a1b2c3d4e5f6, label: {zh: 处理提示, en: Handling hint}, length: 80}
change:
  list: [code, name, class, handling, active]
`;

export default async function newField(walk: Walk): Promise<void> {
  const admin = await walk.seat({ login: 'admin' });
  const desk = await walk.seat({ login: 'engineer' });
  await admin.write('POST', 'definitions/publish', { files: { 'site/defect_code.yaml': OVERLAY }, note: '处理提示' });
  const { page } = desk;
  await page.goto('/m/defect_code/D01/edit');
  await page.getByLabel('处理提示').fill('复测后再判');
  await page.getByTestId('save').click();
  await page.getByTestId('fact-handling').getByText('复测后再判').waitFor();
  await page.goto('/m/defect_code');
  await page.getByRole('columnheader', { name: '处理提示' }).waitFor();
  await page.getByText('复测后再判').waitFor();
  await page.getByTestId('filter-button').click();
  await page.getByLabel('字段').first().click();
  await page.keyboard.type('处理提示');
  await page.locator('.ant-select-item-option', { hasText: '处理提示' }).waitFor();
  await settled(page);
  const row = (await desk.read('records/defect_code/D01')) as { handling: string };
  same(row.handling, '复测后再判', 'the new field is stored');
  expect((await page.locator('[data-testid=list-defect_code]').count()) === 1, 'the list stands');
}
