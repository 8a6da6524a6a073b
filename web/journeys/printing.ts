/** A report is printed from its page: the button leads to a PDF in the language of the page, with the record on it. */
import { expect, same, settled, type Walk } from './harness.ts';

interface Rows {
  rows: { id: string; number: string }[];
}

const PRINTED: [model: string, title: string][] = [
  ['inspection_lot', 'inspection_report'],
  ['nonconformance', 'nonconformance_report'],
  ['supplier_corrective_action', 'corrective_action_request'],
];

export default async function printing(walk: Walk): Promise<void> {
  const desk = await walk.seat({ login: 'quality' });
  const { page } = desk;
  for (const [model, template] of PRINTED) {
    const found = (await desk.read(`records/${model}?limit=1`)) as Rows;
    const row = found.rows[0];
    expect(row, `the demo has a ${model}`);
    await page.goto(`/m/${model}/${row.number}`);
    const button = page.getByTestId('print');
    await button.waitFor();
    await settled(page);
    const href = (await button.getAttribute('href')) ?? '';
    expect(href.includes(row.id) && href.includes(template), `the button of ${model} leads to its document: ${href}`);
    expect(href.includes('lang=zh'), 'in the language of the page');
    same(await button.getAttribute('target'), '_blank', 'in a tab of its own');
    const reply = await desk.api.get(href);
    same(reply.status(), 200, `the document of ${row.number}`);
    expect((reply.headers()['content-type'] ?? '').startsWith('application/pdf'), 'it is a PDF');
    const content = await reply.body();
    same(content.subarray(0, 5).toString('latin1'), '%PDF-', 'its first bytes say so too');
    expect(content.includes(Buffer.from('/Title')) && content.length > 5_000, 'it has a title and content');
  }
}
