/** Every demo role opens every entry of its menu: nothing it may not have is asked for, and nothing breaks. */
import { expect, settled, type Desk, type Walk } from './harness.ts';

const PEOPLE = ['admin', 'buyer', 'store', 'inspector', 'engineer', 'quality', 'manager'];
/** Models whose records have a page of their own or ask for more than is drawn. */
const TOLD = ['lot', 'control_chart', 'partner', 'nonconformance', 'inspection_lot', 'supplier_corrective_action'];
/** The least that a menu can have and still be one: a walk over nothing proves nothing. */
const LEAST = 5;

export default async function everywhere(walk: Walk): Promise<void> {
  for (const login of PEOPLE) {
    const desk = await walk.seat({ login });
    const entries = await entriesOf(desk);
    expect(entries.length >= LEAST, `${login} has a menu: ${entries.join(' ')}`);
    for (const entry of entries) await opened(walk, desk, login, entry);
    await desk.context.close();
  }
}

/** The addresses of the whole menu, its folded groups opened. */
async function entriesOf({ page }: Desk): Promise<string[]> {
  await page.goto('/');
  await page.getByTestId('home').waitFor();
  await settled(page);
  const folded = page.locator('nav .ant-menu-submenu-title[aria-expanded="false"]');
  for (let left = await folded.count(); left > 0; left = await folded.count()) await folded.first().click();
  const found = await page
    .locator('nav a[href^="/"]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('href')));
  return [...new Set(found.filter((each): each is string => each !== null))];
}

/** A page is there by itself: a heading, nothing still loading, no fault of its region; where its records ask for more, the first of them too. */
async function opened(walk: Walk, desk: Desk, login: string, entry: string): Promise<void> {
  const { page } = desk;
  const before = walk.faults.length;
  // As people do: by the menu, which is there on every page it leads to.
  await page.locator(`nav a[href="${entry}"]`).first().click();
  await page.waitForURL((url) => url.pathname + url.search === entry || url.pathname === entry);
  await page.locator('h1').first().waitFor();
  await settled(page);
  expect((await page.getByTestId('problem').count()) === 0, `${login} ${entry} shows no problem`);
  const row = page.getByTestId('row').first();
  if (TOLD.includes(entry.replace('/m/', '')) && (await row.count())) {
    await row.locator('a').first().click();
    await page.locator('h1').first().waitFor();
    await settled(page);
    expect((await page.getByTestId('problem').count()) === 0, `${login} ${page.url()} shows no problem`);
  }
  for (let at = before; at < walk.faults.length; at += 1) walk.faults[at] = `${login} ${entry}: ${walk.faults[at]}`;
}
