/**
 * The closed loop as its people walk it: goods are received, a sample fails on a tablet, the lot is blocked in the same
 * breath, cannot be issued, a nonconformance and a request to the supplier stand open, his grade falls, the lot is traced.
 */
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

interface Named {
  id: string;
  number: string | null;
  label: string | null;
}
interface Rows<T> {
  rows: T[];
}
interface Line {
  id: string;
  lot: Named;
}
interface Receipt {
  id: string;
  version: number;
  number: string;
  lines: Line[];
}
interface Inspection {
  id: string;
  number: string;
  state: string;
  verdict: string;
  decision: string;
}
interface Rating {
  id: string;
  total: string | null;
  revision: number;
}

const ITEM = 'PR-0003';
const SUPPLIER = 'S001';
const QUANTITY = 20;

const where = (field: string, value: unknown) => encodeURIComponent(JSON.stringify({ field, op: 'eq', value }));

export default async function loop(walk: Walk): Promise<void> {
  const receipt = await receives(walk);
  const lot = receipt.lines[0]?.lot.label ?? '';
  const before = await rated(walk);
  const inspection = await inspects(walk, lot);
  await stands(walk, receipt, lot, inspection);
  const after = await rated(walk);
  expect(
    after.total !== null && (before.total === null || Number(after.total) < Number(before.total)),
    'the grade falls',
  );
  await seen(walk, after);
}

/** The storekeeper posts the receipt of an order that a buyer released. */
async function receives(walk: Walk): Promise<Receipt> {
  const buyer = await walk.seat({ login: 'buyer' });
  const line = { item: ITEM, quantity: QUANTITY, price: '8.00', due_on: today() };
  const draft = (await buyer.write('POST', 'records/purchase_order', {
    supplier: SUPPLIER,
    site: 'F1',
    ordered_on: today(),
    lines: [line],
  })) as Receipt;
  const order = (await buyer.write(
    'POST',
    `records/purchase_order/${draft.id}/steps/release`,
    {},
    draft.version,
  )) as Receipt;
  const store = await walk.seat({ login: 'store' });
  const made = (await store.write('POST', 'records/goods_receipt', {
    supplier: SUPPLIER,
    site: 'F1',
    lines: [
      { order_line: order.lines[0]?.id, item: ITEM, quantity: QUANTITY, location: 'W1-REC', supplier_lot: 'SL-J1' },
    ],
  })) as Receipt;
  await store.page.goto(`/m/goods_receipt/${made.number}`);
  await store.page.getByTestId('step-post').click();
  await store.page.locator('.state-path .now', { hasText: '已过账' }).waitFor();
  await walk.look(store, 'receipt-1440-light');
  return (await store.read(`records/goods_receipt/${made.number}`)) as Receipt;
}

/** From the open lot: one failing value, one key, and it is rejected and blocked. */
async function inspects(walk: Walk, lot: string): Promise<Inspection> {
  const desk = await walk.seat({ login: 'inspector', width: 1024, height: 768, touch: true });
  const { page } = desk;
  await page.goto('/inspect');
  await page.getByTestId('queue').locator('a', { hasText: lot }).click();
  await page.getByTestId('pad').waitFor();
  await walk.look(desk, 'inspection-1024-light');
  const interactions: (() => Promise<unknown>)[] = [
    async () => {
      await page.keyboard.type('25');
      await page.keyboard.press('Enter');
    },
    async () => {
      await page.getByTestId('judge').and(page.locator(':enabled')).waitFor();
      await page.keyboard.press('Control+Enter');
    },
  ];
  expect(interactions.length <= 3, 'no more than three interactions from an open lot to a rejected one');
  for (const act of interactions) await act();
  await page.locator('[data-testid="verdict"][data-verdict="reject"]').waitFor();
  await page.getByTestId('following').getByText('已冻结').waitFor();
  await walk.look(desk, 'verdict-1024-light');
  const number = page.url().split('/').pop() ?? '';
  const found = (await desk.read(`records/inspection_lot/${number}`)) as Inspection;
  same([found.state, found.verdict, found.decision], ['closed', 'reject', 'reject'], 'the lot behind the verdict');
  return found;
}

/** The records behind the screens: blocked stock, a refused issue, an open nonconformance, an issued request. */
async function stands(walk: Walk, receipt: Receipt, lot: string, inspection: Inspection): Promise<void> {
  const store = await walk.seat({ login: 'store', expected: /^409 POST \/api\/v1\/records\/stock_movement/ });
  const id = receipt.lines[0]?.lot.id;
  const balances = (await store.read(`ledgers/stock/balances?where=${where('lot', id)}`)) as Rows<{
    status: string;
    quantity: string;
    cover: [string, string] | null;
  }>;
  const standing = balances.rows.filter((row) => Number(row.quantity) !== 0);
  same(
    standing.map((row) => [row.status, row.quantity, row.cover?.[0]]),
    [['blocked', String(QUANTITY), 'nonconformance']],
    'all of the lot is blocked',
  );
  await refusedIssue(store, id ?? '');
  await store.page.goto(`/m/lot/${id}`);
  await store.page.getByTestId('lot-page').getByText('冻结').first().waitFor();
  await store.page.getByTestId('rules').getByText('领用出库').waitFor();
  await walk.look(store, 'lot-1440-light');
  const source = { model: 'inspection_lot', id: inspection.id };
  const engineer = await walk.seat({ login: 'quality' });
  const reports = (await engineer.read(`records/nonconformance?where=${where('source', source)}`)) as Rows<{
    number: string;
    state: string;
    quantity: string;
  }>;
  same(
    reports.rows.map((row) => [row.state, row.quantity]),
    [['open', String(QUANTITY)]],
    'one nonconformance over what is blocked',
  );
  const requests = (await engineer.read(
    `records/supplier_corrective_action?where=${where('item.code', ITEM)}&sort=-created_at&limit=1`,
  )) as Rows<{ state: string }>;
  same(
    requests.rows.map((row) => row.state),
    ['issued'],
    'the supplier is asked to act',
  );
  await engineer.page.goto('/m/nonconformance');
  await engineer.page
    .getByTestId('board-nonconformance')
    .getByText(reports.rows[0]?.number ?? '')
    .waitFor();
  await walk.look(engineer, 'nonconformances-1440-light');
  await engineer.page.goto(`/trace?from=lot:${id}`);
  await engineer.page.getByTestId('trace').getByText(lot).first().waitFor();
  await walk.look(engineer, 'trace-1440-light');
}

async function refusedIssue(store: Desk, lot: string): Promise<void> {
  const draft = (await store.write('POST', 'records/stock_movement', {
    kind: 'issue',
    lines: [{ item: ITEM, lot, location: 'W1-REC', status: 'blocked', quantity: 1 }],
  })) as Receipt & { number: string };
  const reply = await store.api.fetch(`/api/v1/records/stock_movement/${draft.id}/steps/post`, {
    method: 'POST',
    data: {},
    headers: { 'X-Requested-With': 'journey', 'If-Match': `"${draft.version}"` },
  });
  same(Math.floor(reply.status() / 100), 4, `issuing what is blocked is refused: ${await reply.text()}`);
}

async function rated(walk: Walk): Promise<Rating> {
  const manager = await walk.seat({ login: 'manager' });
  const period = { from: `${today().slice(0, 7)}-01`, to: today() };
  await manager.write('POST', 'operations/suppliers.rate', period);
  const found = (await manager.read(
    `records/supplier_rating?where=${where('supplier.code', SUPPLIER)}&sort=-period_to,-revision&limit=1`,
  )) as Rows<Rating>;
  expect(found.rows[0], 'a rating of this month');
  return found.rows[0];
}

/** The buyer opens the supplier and sees what it came to, with the facts behind it. */
async function seen(walk: Walk, rating: Rating): Promise<void> {
  const buyer = await walk.seat({ login: 'buyer' });
  await buyer.page.goto(`/m/partner/${SUPPLIER}`);
  await buyer.page.getByTestId('rating').waitFor();
  await settled(buyer.page);
  const shown = (await buyer.page.locator('.rating-total .number').textContent()) ?? '';
  same(Number(shown), Math.round(Number(rating.total) * 10) / 10, 'the total on the page is that of the record');
  await walk.look(buyer, 'supplier-1440-light');
}

function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
}
