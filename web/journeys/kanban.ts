/** Cards of the boards move by hand where a step leads, and stay where none does; the records behind have moved too. */
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

interface Row {
  id: string;
  number: string;
  state: string;
}
interface Rows {
  rows: Row[];
}

export default async function kanban(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'quality' });
  const report = await found(desk);
  await desk.page.goto('/m/nonconformance');
  await drag(desk, report.number, 'contained');
  await desk.page.locator('[data-state=contained]').getByText(report.number).waitFor();
  same(await stateOf(desk, 'nonconformance', report), 'contained', 'the report behind the card');

  // No step leads back: the card returns to its column, and the record has not moved.
  await drag(desk, report.number, 'open');
  await desk.page.getByText('已遏制不能直接到已开立').waitFor();
  await desk.page.locator('[data-state=contained]').getByText(report.number).waitFor();
  same(await stateOf(desk, 'nonconformance', report), 'contained', 'the report stays');

  const request = await first(desk, 'supplier_corrective_action', 'issued');
  await desk.page.goto('/m/supplier_corrective_action');
  await drag(desk, request.number, 'answered');
  // The step asks for the answer: the dialog opens, and nothing moves before it is given.
  const dialog = desk.page.getByRole('dialog');
  await dialog.waitFor();
  same(await stateOf(desk, 'supplier_corrective_action', request), 'issued', 'the request waits for its answer');
  for (const [label, words] of [
    ['遏制措施', '隔离在库'],
    ['根本原因', '刀具磨损'],
    ['纠正措施', '缩短换刀周期'],
  ] as const)
    await dialog.getByLabel(label).fill(words);
  await dialog.getByRole('button').last().click();
  await desk.page.locator('[data-state=answered]').getByText(request.number).waitFor();
  const answered = (await desk.read(`records/supplier_corrective_action/${request.id}`)) as Row &
    Record<string, string>;
  same(
    [answered.state, answered['containment'], answered['root_cause'], answered['action']],
    ['answered', '隔离在库', '刀具磨损', '缩短换刀周期'],
    'the answer is in the record',
  );
}

/** A nonconformance found on free stock: it waits to be contained. */
async function found(desk: Desk): Promise<Row> {
  const where = encodeURIComponent(JSON.stringify({ field: 'status', op: 'eq', value: 'unrestricted' }));
  const free = (await desk.read(`ledgers/stock/balances?where=${where}&expand=true&limit=50`)) as {
    rows: { item: { id: string }; lot: { id: string; label: string | null }; quantity: string }[];
  };
  const row = free.rows.find((each) => each.lot.label && Number(each.quantity) > 1);
  expect(row, 'the demo has free stock');
  const values = { item: row.item.id, lot: row.lot.id, quantity: 1, description: '看板上开立' };
  return (await desk.write('POST', 'records/nonconformance', values)) as Row;
}

async function first(desk: Desk, model: string, state: string): Promise<Row> {
  const where = encodeURIComponent(JSON.stringify({ field: 'state', op: 'eq', value: state }));
  const found = (await desk.read(`records/${model}?limit=1&sort=-created_at&where=${where}`)) as Rows;
  expect(found.rows[0], `the demo has a ${model} that is ${state}`);
  return found.rows[0];
}

async function stateOf(desk: Desk, model: string, row: Row): Promise<string> {
  await settled(desk.page);
  return ((await desk.read(`records/${model}/${row.id}`)) as Row).state;
}

async function drag(desk: Desk, number: string, state: string): Promise<void> {
  const { page } = desk;
  const card = page.getByTestId('card').filter({ hasText: number });
  await card.waitFor();
  await settled(page);
  await card.scrollIntoViewIfNeeded();
  const from = await card.boundingBox();
  const to = await page.locator(`[data-state=${state}]`).boundingBox();
  expect(from && to, 'card and column are on the page');
  await page.mouse.move(from.x + from.width / 2, from.y + 12);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 20, from.y + 20, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, Math.max(to.y + 60, 120), { steps: 12 });
  await page.mouse.up();
}
