/** A list is kept as a shared view; a colleague opens it by name, sees the same list, and cannot change it. */
import { expect, same, settled, type Walk } from './harness.ts';

interface View {
  id: string;
  name: string;
  shared: boolean;
  state: { where?: unknown; sort?: string[] };
}

export default async function sharedView(walk: Walk): Promise<void> {
  const owner = await walk.seat({ login: 'quality', expected: /403 PATCH/ });
  const name = `退回的批 ${Date.now() % 100_000}`;
  const where = { field: 'verdict', op: 'eq', value: 'reject' };
  await owner.page.goto(`/m/inspection_lot?sort=-number&where=${encodeURIComponent(JSON.stringify(where))}`);
  await owner.page.getByTestId('row').first().waitFor();
  await owner.page.getByTestId('views').click();
  await owner.page.getByText('另存为视图…').click();
  await owner.page.getByLabel('视图名称').fill(name);
  await owner.page.getByText('共享').last().click();
  await owner.page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await owner.page.getByTestId('views').filter({ hasText: name }).waitFor();
  await settled(owner.page);
  const counted = await owner.page.getByTestId('count').textContent();

  const reader = await walk.seat({ login: 'inspector', expected: /403 PATCH/ });
  const views = (await reader.read('views?model=inspection_lot')) as { rows: View[] };
  const view = views.rows.find((each) => each.name === name);
  expect(view?.shared, 'the view is shared');
  same([view.state.where, view.state.sort], [where, ['-number']], 'with its filter and order');
  await reader.page.goto('/m/inspection_lot');
  await reader.page.getByTestId('row').first().waitFor();
  await reader.page.getByTestId('views').click();
  await reader.page.getByText(name).click();
  await reader.page.getByTestId('chips').waitFor();
  await settled(reader.page);
  same(await reader.page.getByTestId('count').textContent(), counted, 'a colleague sees the same list');
  await reader.page.getByTestId('views').click();
  await reader.page.getByText('另存为视图…').waitFor();
  expect((await reader.page.getByText('删除视图').count()) === 0, 'only its owner may delete it');
  const refused = await reader.api.patch(`/api/v1/views/${view.id}`, {
    data: { name: '别人的' },
    headers: { 'X-Requested-With': 'journey' },
  });
  same(refused.status(), 403, 'nor may anybody else change it');
}
