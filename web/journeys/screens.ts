/** Every page of the frame and the kit, at three widths, light and dark: looked at by axe, and pictured where asked for. */
import { SCREENS, type Desk, type Walk } from './harness.ts';

const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;

interface Stop {
  name: string;
  login: string;
  path: (desk: Desk) => Promise<string>;
  ready: string;
}

const newest =
  (model: string, more = '') =>
  async (desk: Desk) => {
    const page = (await desk.read(`records/${model}?limit=1${more}`)) as { rows: { id: string; number?: string }[] };
    return `/m/${model}/${page.rows[0]?.number ?? page.rows[0]?.id ?? ''}`;
  };
const at = (path: string) => async () => path;
const openLot = async (desk: Desk) => {
  const where = encodeURIComponent(JSON.stringify({ field: 'state', op: 'eq', value: 'in_progress' }));
  const page = (await desk.read(`records/inspection_lot?limit=1&where=${where}`)) as { rows: { number: string }[] };
  return `/inspect/${page.rows[0]?.number ?? ''}`;
};
const blockedLot = (before: string) => async (desk: Desk) => {
  const page = (await desk.read('records/nonconformance?limit=1')) as { rows: { lot: { id: string } }[] };
  return `${before}${page.rows[0]?.lot.id ?? ''}`;
};

const STOPS: Stop[] = [
  { name: 'home', login: 'quality', path: at('/'), ready: '[data-testid=home]' },
  { name: 'list', login: 'quality', path: at('/m/inspection_lot'), ready: '[data-testid=row]' },
  { name: 'list-empty', login: 'quality', path: at('/m/hold'), ready: '.empty' },
  { name: 'record', login: 'quality', path: newest('inspection_lot'), ready: '[data-testid=timeline],[role=tab]' },
  { name: 'form', login: 'buyer', path: at('/m/purchase_order/new'), ready: '[data-testid=save]' },
  { name: 'master', login: 'admin', path: at('/m/item'), ready: '[data-testid=row]' },
  { name: 'import', login: 'engineer', path: at('/import/defect_code'), ready: '[data-testid=template]' },
  { name: 'users', login: 'admin', path: at('/admin/users'), ready: 'table' },
  { name: 'companies', login: 'admin', path: at('/admin/companies'), ready: 'table' },
  { name: 'settings', login: 'admin', path: at('/admin/settings'), ready: '.settings' },
  { name: 'jobs', login: 'admin', path: at('/admin/jobs'), ready: '[data-testid=admin-jobs]' },
  { name: 'versions', login: 'admin', path: at('/admin/versions'), ready: 'table' },
  { name: 'board', login: 'manager', path: at('/board'), ready: '[data-testid=figure-ppm]' },
  { name: 'inspect', login: 'inspector', path: at('/inspect'), ready: '[data-testid=queue] a' },
  { name: 'entry', login: 'inspector', path: openLot, ready: '[data-testid=pad]' },
  { name: 'stock', login: 'store', path: at('/stock'), ready: '.stock-table .ant-table-row' },
  { name: 'stock-value', login: 'manager', path: at('/stock_value?view=worth'), ready: '[data-testid=value-total]' },
  { name: 'lot', login: 'engineer', path: blockedLot('/m/lot/'), ready: '[data-testid=rules] li' },
  { name: 'trace', login: 'engineer', path: blockedLot('/trace?from=lot:'), ready: '.trace-card' },
  { name: 'nonconformances', login: 'engineer', path: at('/m/nonconformance'), ready: '[data-testid=card]' },
  { name: 'requests', login: 'buyer', path: at('/m/supplier_corrective_action'), ready: '[data-testid=card]' },
  { name: 'supplier', login: 'buyer', path: at('/m/partner/S004'), ready: '[data-testid=rating]' },
  { name: 'chart', login: 'engineer', path: at('/m/control_chart/SPC-OD'), ready: '[data-testid=capability]' },
  { name: 'access', login: 'admin', path: at('/admin/access'), ready: '[data-testid=admin-access] table' },
  { name: 'audit', login: 'admin', path: at('/admin/audit'), ready: '[data-testid=admin-audit] .timeline' },
  { name: 'system', login: 'admin', path: at('/admin/system'), ready: '[data-testid=admin-system] .panel' },
  { name: 'imports', login: 'admin', path: at('/admin/imports'), ready: '[data-testid=admin-imports]' },
  { name: 'report', login: 'engineer', path: newest('nonconformance'), ready: '[data-testid=timeline],[role=tab]' },
  {
    name: 'request',
    login: 'buyer',
    path: newest('supplier_corrective_action'),
    ready: '[data-testid=timeline],[role=tab]',
  },
  { name: 'missing', login: 'quality', path: at('/m/item/NONE-1'), ready: '.empty' },
];

/** Some of the stops by name, to make their pictures anew; all where it is not set. */
const ONLY = process.env['ZHIHE_STOPS']?.split(',');

/** Another tab chose light or dark; this one follows. */
async function choose(desk: Desk, mode: 'light' | 'dark'): Promise<void> {
  await desk.page.evaluate((wanted) => {
    localStorage.setItem('zhihe.mode', wanted);
    window.dispatchEvent(new StorageEvent('storage', { key: 'zhihe.mode' }));
  }, mode);
  await desk.page.locator(`html[data-theme=${mode}]`).waitFor();
}

export default async function screens(walk: Walk): Promise<void> {
  const stops = STOPS.filter((each) => !ONLY || ONLY.includes(each.name));
  for (const [width, height] of SIZES) {
    // Colours are those of the theme at any width: where no pictures are asked for, dark is looked at once.
    const modes = SCREENS || width === SIZES[0][0] ? (['light', 'dark'] as const) : (['light'] as const);
    for (const login of new Set(stops.map((each) => each.login))) {
      const desk = await walk.seat({ login, width, height, touch: width < 1440, expected: /404 GET .*NONE-1/ });
      for (const stop of stops.filter((each) => each.login === login)) {
        await desk.page.goto(await stop.path(desk));
        await desk.page.locator(stop.ready).first().waitFor();
        for (const mode of modes) {
          await choose(desk, mode);
          await walk.look(desk, `${stop.name}-${width}-${mode}`);
        }
      }
      await desk.context.close();
    }
  }
}
