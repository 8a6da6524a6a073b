/** A list is searched, filtered, ordered, grouped and kept as a view; its address says all of it; a row opens by key. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Page {
  rows: Record<string, unknown>[];
  count: number;
}

export default async function lists(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'quality' });
  const { page } = desk;
  await page.goto('/m/inspection_lot');
  await page.getByTestId('row').first().waitFor();
  const all = (await desk.read('records/inspection_lot?count=exact&limit=1')) as Page;
  expect(
    (await page.getByTestId('count').textContent())?.includes(String(all.count)),
    'the count of the server is shown',
  );

  await page.getByTestId('filter-button').click();
  await page.getByLabel('字段').first().click();
  await page.keyboard.type('判定');
  await page.keyboard.press('Enter');
  await page.getByLabel('值').first().click();
  await page.keyboard.type('拒收');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByTestId('apply').click();
  await page.getByTestId('chips').waitFor();
  await settled(page);
  const where = encodeURIComponent(JSON.stringify({ field: 'verdict', op: 'eq', value: 'reject' }));
  const rejected = (await desk.read(`records/inspection_lot?count=exact&limit=1&where=${where}`)) as Page;
  expect(rejected.count > 0 && rejected.count < all.count, 'the demo has rejected and accepted lots');
  expect(
    (await page.getByTestId('count').textContent())?.includes(String(rejected.count)),
    'the filter of the page is the filter of the server',
  );
  expect(page.url().includes('where='), 'the filter stands in the address');

  await page.getByRole('button', { name: '单号' }).click();
  await settled(page);
  expect(page.url().includes('sort=number'), 'the order stands in the address');
  await page.getByTestId('views').click();
  await page.getByText('另存为视图…').click();
  const name = `拒收的批 ${Date.now() % 100_000}`;
  await page.getByLabel('视图名称').fill(name);
  await page.keyboard.press('Enter');
  await page.getByTestId('views').filter({ hasText: name }).waitFor();
  const views = (await desk.read('views?model=inspection_lot')) as {
    rows: { name: string; state: { sort?: string[] } }[];
  };
  same(views.rows.find((view) => view.name === name)?.state.sort, ['number'], 'the view keeps the order');

  const again = await walk.seat({ login: 'quality' });
  await again.page.goto(page.url().slice(page.url().indexOf('/m/')));
  await again.page.getByTestId('chips').waitFor();
  await settled(again.page);
  expect(
    (await again.page.getByTestId('count').textContent())?.includes(String(rejected.count)),
    'a colleague with the address sees the same list',
  );

  const first = page.getByTestId('row').first().getByRole('link').first();
  const number = (await first.textContent()) ?? '';
  await first.focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('record-inspection_lot').waitFor();
  await page.getByRole('heading', { name: number }).waitFor();
}
