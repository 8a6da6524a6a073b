/** Ten thousand loaded rows are scrolled from first to last: at every step what is in sight is there, in order, once. */
import { expect, same, settled, type Desk, type Walk } from './harness.ts';

const ROWS = 10_000;
const AT_ONCE = 500;
const STEP = 600;
const NAME = '长列表';

interface Seen {
  steps: number;
  rows: number;
  most: number;
  faults: string[];
}

export default async function longList(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'quality' });
  const { page } = desk;
  const before = await make(desk);
  const where = encodeURIComponent(JSON.stringify({ field: 'name', op: 'eq', value: NAME }));
  await page.goto(`/m/defect_code?sort=code&fields=code,name&where=${where}`);
  await page.getByTestId('row').first().waitFor();
  await load(desk);
  same(await page.locator('.grid table').getAttribute('aria-rowcount'), String(ROWS + 1), 'all rows are loaded');
  const seen = await scroll(desk, before);
  expect(seen.faults.length === 0, `no row is dropped, doubled or out of order: ${seen.faults.slice(0, 3).join('; ')}`);
  same(seen.rows, ROWS, 'every row came by');
  expect(seen.most < 120, `only what is in sight is drawn: ${seen.most} rows at once`);
  expect(seen.steps > 450, `it was walked step by step: ${seen.steps}`);
}

/** The codes of the rows, in order; they are made where an earlier walk has not left them. */
async function make(desk: Desk): Promise<string[]> {
  const codes = Array.from({ length: ROWS }, (_none, at) => `W${String(at).padStart(5, '0')}`);
  const where = encodeURIComponent(JSON.stringify({ field: 'name', op: 'eq', value: NAME }));
  const known = (await desk.read(`records/defect_code?limit=1&count=exact&where=${where}`)) as { count: number };
  for (let from = known.count; from < ROWS; from += AT_ONCE)
    await desk.write(
      'POST',
      'records/defect_code',
      codes.slice(from, from + AT_ONCE).map((code) => ({ code, name: NAME, class: 'minor' })),
    );
  return codes;
}

/** Scroll to the end again and again until nothing more comes. */
async function load(desk: Desk): Promise<void> {
  const { page } = desk;
  for (let known = 0; known < ROWS + 1;) {
    await page.locator('.grid').evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
    await page.waitForFunction(
      (than) => Number(document.querySelector('.grid table')?.getAttribute('aria-rowcount')) > than,
      known,
    );
    known = Number(await page.locator('.grid table').getAttribute('aria-rowcount'));
  }
  await settled(page);
}

/** Walk from the top to the bottom; after each step, two frames later, look at what is drawn. */
async function scroll(desk: Desk, codes: string[]): Promise<Seen> {
  return desk.page.evaluate(
    async ({ wanted, step }) => {
      const grid = document.querySelector<HTMLElement>('.grid');
      const faults: string[] = [];
      const came = new Set<string>();
      let steps = 0;
      let most = 0;
      if (!grid) return { steps, rows: 0, most, faults: ['no grid'] };
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
      grid.scrollTo(0, 0);
      for (let at = 0; ; at += step) {
        grid.scrollTo(0, at);
        await frame();
        await frame();
        steps += 1;
        const box = grid.getBoundingClientRect();
        const head = grid.querySelector('thead th')?.getBoundingClientRect().bottom ?? box.top;
        const rows = [...grid.querySelectorAll<HTMLElement>('tbody tr[data-testid=row]')];
        most = Math.max(most, rows.length);
        let bottom: number | undefined;
        let covered = head;
        for (const row of rows) {
          const place = row.getBoundingClientRect();
          const index = Number(row.getAttribute('aria-rowindex')) - 2;
          const code = row.querySelector('a')?.textContent ?? '';
          if (code !== wanted[index]) faults.push(`at ${at}: row ${index} is ${code}`);
          if (bottom !== undefined && Math.abs(place.top - bottom) > 1) faults.push(`at ${at}: a gap before ${code}`);
          bottom = place.bottom;
          if (place.bottom > head && place.top < box.bottom) came.add(code);
          if (place.top <= covered + 1) covered = Math.max(covered, place.bottom);
        }
        const end = grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1;
        if (!end && covered < box.top + grid.clientHeight - 1) faults.push(`at ${at}: nothing below ${covered}`);
        if (end) return { steps, rows: came.size, most, faults };
      }
    },
    { wanted: codes, step: STEP },
  );
}
