/**
 * First paint of the entry screen and of its twin, each with a fresh profile, in turns: `node bench/paint.ts TWIN ROUNDS`.
 * Prints one JSON line with the milliseconds of every round.
 */
import { expect, Walk } from '../journeys/harness.ts';

const [twin = '', rounds = '9'] = process.argv.slice(2);
const walk = await Walk.begin();
const found: Record<'ours' | 'twin' | 'ready', number[]> = { ours: [], twin: [], ready: [] };
try {
  const first = await walk.seat({ login: 'inspector' });
  const where = encodeURIComponent(JSON.stringify({ field: 'state', op: 'eq', value: 'in_progress' }));
  // The demo's open work is made behind the server that is ready.
  let lot: { number: string } | undefined;
  for (let tries = 0; !lot && tries < 120; tries += 1) {
    const lots = (await first.read(`records/inspection_lot?limit=1&where=${where}`)) as { rows: { number: string }[] };
    lot = lots.rows[0];
    if (!lot) await first.page.waitForTimeout(500);
  }
  expect(lot, 'the demo has a lot to inspect');
  for (let round = 0; round < Number(rounds); round += 1) {
    const desk = await walk.seat({ login: 'inspector', width: 1024, height: 768 });
    await desk.page.goto(`/inspect/${lot.number}`);
    await desk.page.getByTestId('pad').waitFor();
    found.ready.push(await desk.page.evaluate(() => performance.now()));
    found.ours.push(await painted(desk.page));
    await desk.context.close();
    const bare = await walk.seat({ width: 1024, height: 768 });
    await bare.page.goto(twin);
    await bare.page.locator('table').waitFor();
    found.twin.push(await painted(bare.page));
    await bare.context.close();
  }
} finally {
  await walk.end();
}
console.log(JSON.stringify(found));

/** When the browser first drew content, in milliseconds from the navigation. */
async function painted(page: Awaited<ReturnType<Walk['seat']>>['page']): Promise<number> {
  const first = await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  return (await first.jsonValue()) ?? Number.NaN;
}
