/** A usage decision is signed: refused without, asked for by password, told in the history, printed. */
import { expect, PASSWORD, same, settled, type Walk } from './harness.ts';

interface Row {
  id: string;
  number: string;
  version: number;
}
interface Line {
  id: string;
  kind: string;
  sample_size: number;
  lower: number | null;
  target: number | null;
  upper: number | null;
}
interface Lot extends Row {
  state: string;
  characteristics: Line[];
}

const ITEM = 'PR-0003';
const QUANTITY = 12;
const today = () => new Date().toISOString().slice(0, 10);

export default async function sign(walk: Walk): Promise<void> {
  const lot = await judged(walk);
  const manager = await walk.seat({ login: 'quality' });
  await manager.write('PATCH', 'settings', { sign_decisions: true });
  try {
    await signs(walk, lot);
  } finally {
    await manager.write('PATCH', 'settings', { sign_decisions: false });
  }
}

/** A lot that was received and inspected, all good, and waits for its decision. */
async function judged(walk: Walk): Promise<Lot> {
  const buyer = await walk.seat({ login: 'buyer' });
  const draft = (await buyer.write('POST', 'records/purchase_order', {
    supplier: 'S001',
    site: 'F1',
    ordered_on: today(),
    lines: [{ item: ITEM, quantity: QUANTITY, price: '8.00', due_on: today() }],
  })) as Row;
  const order = (await buyer.write('POST', `records/purchase_order/${draft.id}/steps/release`, {}, draft.version)) as {
    lines: Row[];
  };
  const store = await walk.seat({ login: 'store' });
  const line = { order_line: order.lines[0]?.id, item: ITEM, quantity: QUANTITY, location: 'W1-REC' };
  const receipt = (await store.write('POST', 'records/goods_receipt', {
    supplier: 'S001',
    site: 'F1',
    lines: [{ ...line, supplier_lot: 'SL-SIGN' }],
  })) as Row;
  await store.write('POST', `records/goods_receipt/${receipt.id}/steps/post`, {}, receipt.version);
  const posted = (await store.read(`records/goods_receipt/${receipt.id}`)) as { lines: { lot: Row }[] };
  const inspector = await walk.seat({ login: 'inspector' });
  const where = encodeURIComponent(JSON.stringify({ field: 'lot', op: 'eq', value: posted.lines[0]?.lot.id }));
  const listed = (await inspector.read(`records/inspection_lot?where=${where}`)) as { rows: Row[] };
  const open = (await inspector.read(`records/inspection_lot/${listed.rows[0]?.id ?? ''}`)) as Lot;
  await inspector.write(
    'POST',
    'records/inspection_result',
    open.characteristics.flatMap((each) => good(open, each)),
  );
  const filled = (await inspector.read(`records/inspection_lot/${open.id}`)) as Lot;
  await inspector.write('POST', `records/inspection_lot/${open.id}/steps/complete`, {}, filled.version);
  const found = (await inspector.read(`records/inspection_lot/${open.id}`)) as Lot;
  same(found.state, 'evaluated', 'the lot waits for its decision');
  return found;
}

/** Results of one characteristic that meet what it asks. */
function good(lot: Lot, each: Line): Record<string, unknown>[] {
  const about = { inspection: lot.id, characteristic: each.id };
  if (each.kind !== 'variable') return [{ ...about, inspected: each.sample_size, nonconforming: 0 }];
  const value = each.target ?? each.lower ?? each.upper ?? 1;
  return Array.from({ length: each.sample_size }, (_none, at) => ({ ...about, sample_no: at + 1, value }));
}

async function signs(walk: Walk, lot: Lot): Promise<void> {
  const engineer = await walk.seat({ login: 'engineer', expected: /(428|422) POST/ });
  const { page } = engineer;
  await page.goto(`/inspect/${lot.number}`);
  await page.getByTestId('decide').click();
  await page.getByRole('dialog').locator('.ant-btn-primary').last().click();
  const dialog = page.getByRole('dialog', { name: '电子签名' });
  await dialog.getByText('签名含义：使用决策').waitFor();
  await dialog.getByLabel('登录密码').fill('not my pass phrase');
  await page.keyboard.press('Enter');
  await dialog.getByRole('alert').filter({ hasText: '密码不正确' }).waitFor();
  await settled(page);
  await walk.look(engineer, 'signing-1440-light');
  await dialog.getByLabel('登录密码').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByTestId('decide').waitFor({ state: 'detached' });

  const found = (await engineer.read(`records/inspection_lot/${lot.id}`)) as Lot;
  same(found.state, 'closed', 'the decision is posted');
  const history = (await engineer.read(`records/inspection_lot/${lot.id}/history`)) as {
    rows: { changes: Record<string, unknown> }[];
  };
  expect(
    history.rows.some((row) => '_signature' in row.changes),
    'the history holds the signature',
  );
  await page.goto(`/m/inspection_lot/${lot.number}`);
  await page.getByTestId('signature').getByText('使用决策').waitFor();
  await walk.look(engineer, 'signed-1440-light');
}
