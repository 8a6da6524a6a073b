/** Why is it blocked? The page of a lot says what holds it and what may still be done; a nonconformance leads on. */
import Decimal from 'decimal.js';
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

interface Named {
  id: string;
  label: string | null;
}
interface Report {
  id: string;
  number: string;
  lot: Named;
}
interface Balances {
  rows: { status: string; quantity: string; cover: [string, string] | null }[];
}

/** The nonconformances for which a corrective action was asked of a supplier. */
async function requested(desk: Desk): Promise<Set<string>> {
  const list = 'records/supplier_corrective_action';
  const found = (await desk.read(`${list}?limit=100`)) as { rows: { id: string }[] };
  const whole = await Promise.all(
    found.rows.map((row) => desk.read(`${list}/${row.id}`) as Promise<{ occurrences: { nonconformance: Named }[] }>),
  );
  return new Set(whole.flatMap((request) => request.occurrences.map((each) => each.nonconformance.id)));
}

export default async function blocked(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'engineer' });
  const { page } = desk;
  const where = encodeURIComponent(JSON.stringify({ field: 'state', op: 'eq', value: 'contained' }));
  const reports = (await desk.read(`records/nonconformance?limit=20&sort=-created_at&where=${where}`)) as {
    rows: Report[];
  };
  const asked = await requested(desk);
  const report = reports.rows.find((row) => asked.has(row.id));
  expect(report, 'the demo has a contained nonconformance whose supplier was asked');
  const lot = encodeURIComponent(JSON.stringify({ field: 'lot', op: 'eq', value: report.lot.id }));
  const balances = (await desk.read(`ledgers/stock/balances?where=${lot}`)) as Balances;
  const held = balances.rows
    .filter((row) => row.cover?.[1] === report.id)
    .reduce((sum, row) => sum.plus(row.quantity), new Decimal(0));
  expect(held.gt(0), 'and it still holds stock');

  await page.goto(`/m/lot/${report.lot.id}`);
  await page.getByTestId('lot-page').getByText('冻结').first().waitFor();
  await page.getByTestId('rules').getByText('领用出库').first().waitFor();
  await page.getByText(report.number).first().waitFor();
  await page.getByText(report.number).first().click();
  await page.getByTestId('report-block').waitFor();
  await settled(page);
  const next = (await page.getByTestId('next-step').textContent()) ?? '';
  expect(next.includes(held.toNumber().toLocaleString('en')), `the next step names the held quantity: ${next}`);
  expect(/件|千克|箱|米|克/.test(next), `in its unit by name: ${next}`);
  const rows = page.getByTestId('standing').locator('tbody tr');
  same(
    await rows.count(),
    balances.rows.filter((row) => Number(row.quantity) !== 0).length,
    'the report shows what of its lot stands where',
  );
  const link = page.getByTestId('requests').getByRole('link').first();
  await link.waitFor();
  const number = (await link.textContent()) ?? '';
  await walk.look(desk, 'report-1440-light');
  await link.click();
  await page.getByTestId('request-block').waitFor();
  await page.getByTestId('reports').getByText(report.number).waitFor();
  expect(page.url().includes(number), 'the report leads to the request to its supplier');
  await walk.look(desk, 'request-1440-light');
}
