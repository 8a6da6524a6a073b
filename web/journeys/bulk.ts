/** A step on all that match a filter, more than the page has loaded: seen before, run with the result of each row. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Page {
  rows: { id: string; number: string; version: number; state: string }[];
  count: number;
}

const MANY = 130;

export default async function bulk(walk: Walk): Promise<void> {
  // One order is released by a colleague in between: its row is refused as changed.
  const desk = await walk.seat({ login: 'buyer', expected: /412 POST/ });
  const { page } = desk;
  const supplier = (await desk.read('records/partner?limit=1&where=' + where('supplier', true))) as Page;
  const item = (await desk.read('records/item?limit=1')) as Page;
  const due = `2031-0${1 + (Date.now() % 9)}-15`;
  const line = { item: item.rows[0]?.id, quantity: '10', price: '1.50', due_on: due };
  const order = { supplier: supplier.rows[0]?.id, site: 'F1', ordered_on: due, lines: [line] };
  await desk.write(
    'POST',
    'records/purchase_order',
    Array.from({ length: MANY }, () => order),
  );

  const tree = encodeURIComponent(JSON.stringify({ field: 'ordered_on', op: 'eq', value: due }));
  await page.goto(`/m/purchase_order?where=${tree}`);
  await page.getByTestId('row').first().waitFor();
  await settled(page);
  await page.getByLabel('选择已加载的全部').check();
  await page.getByTestId('bulk').getByText('已选 100 条').waitFor();
  await page.getByTestId('select-matching').click();
  await page.getByTestId('bulk').getByText(`已选符合条件的全部 ${MANY} 条`).waitFor();
  await walk.look(desk, 'bulk-all');

  await page.getByTestId('bulk-release').click();
  await page.getByRole('dialog').getByText(`对以下 ${MANY} 条执行“下达”`).waitFor();
  await walk.look(desk, 'bulk-preview');
  const all = (await desk.read(
    `records/purchase_order?limit=500&where=${tree}&fields=id,version,state,number`,
  )) as Page;
  const taken = all.rows.at(-1);
  expect(taken, 'there are orders to release');
  await desk.write('POST', `records/purchase_order/${taken.id}/steps/release`, {}, taken.version);
  await page.getByTestId('bulk-run').click();
  await page.getByText(`成功 ${MANY - 1} 条，失败 1 条`).waitFor({ timeout: 240_000 });
  await walk.look(desk, 'bulk-result');
  expect(
    (await page.locator('.bulk-rows li').first().textContent())?.includes(taken.number),
    'the row that failed stands first, with its number',
  );
  const after = (await desk.read(`records/purchase_order?limit=1&count=exact&where=${both(due)}`)) as Page;
  same(after.count, MANY, 'each order is released once');
}

function where(field: string, value: unknown): string {
  return encodeURIComponent(JSON.stringify({ field, op: 'eq', value }));
}

function both(due: string): string {
  const and = [
    { field: 'ordered_on', op: 'eq', value: due },
    { field: 'state', op: 'eq', value: 'released' },
  ];
  return encodeURIComponent(JSON.stringify({ and }));
}
