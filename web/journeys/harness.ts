/** A browser on the real server. A walk fails on any console error, foreign request, server error, or serious axe finding. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  chromium,
  type APIRequestContext,
  type Browser,
  type BrowserContext,
  type Page,
  type Request,
} from 'playwright-core';

export const BASE = process.env['ZHIHE_BASE'] ?? 'http://127.0.0.1:8000';
export const PASSWORD = process.env['ZHIHE_PASSWORD'] ?? 'zhihe-demo-2026';
/** The demo company; who belongs to several names it. */
export const COMPANY = 'demo';
/** Where screenshots go; without it none are kept. */
export const SCREENS = process.env['ZHIHE_SCREENS'];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PLACES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The system's browser: ZHIHE_CHROMIUM, then the path, then apt where we may; else a sentence that says what to do. */
export function findBrowser(): string {
  const given = process.env['ZHIHE_CHROMIUM'];
  if (given) return given;
  const onPath = () =>
    (process.env['PATH'] ?? '')
      .split(':')
      .flatMap((folder) => PLACES.map((name) => join(folder, name)))
      .find(existsSync);
  const found = onPath();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium', 'fonts-noto-cjk'], { stdio: 'ignore' });
    const installed = onPath();
    if (installed) return installed;
  }
  throw new Error(
    'No browser was found. Install chromium and a CJK font (fonts-noto-cjk), or name one in ZHIHE_CHROMIUM.',
  );
}

export interface Seat {
  login?: string;
  width?: number;
  height?: number;
  dark?: boolean;
  language?: 'zh' | 'en';
  touch?: boolean;
  /** Status codes of answers this walk brings about on purpose: `403`, or `409 /records/`. */
  expected?: RegExp;
}

export interface Desk {
  page: Page;
  context: BrowserContext;
  api: APIRequestContext;
  /** GET below /api/v1, its JSON. */
  read: (path: string) => Promise<unknown>;
  /** POST or PATCH below /api/v1, its JSON; fails on what is no success. */
  write: (method: string, path: string, body: unknown, version?: number) => Promise<unknown>;
}

export class Walk {
  readonly faults: string[] = [];
  private readonly browser: Browser;
  private readonly contexts: BrowserContext[] = [];

  constructor(browser: Browser) {
    this.browser = browser;
  }

  static async begin(): Promise<Walk> {
    return new Walk(
      await chromium.launch({ executablePath: findBrowser(), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }),
    );
  }

  /** A person at a desk: a fresh browser profile, signed in through the API where a login is given. */
  async seat(seat: Seat = {}): Promise<Desk> {
    const context = await this.browser.newContext({
      baseURL: BASE,
      viewport: { width: seat.width ?? 1440, height: seat.height ?? 900 },
      locale: seat.language === 'en' ? 'en-GB' : 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      hasTouch: seat.touch ?? false,
      reducedMotion: 'reduce',
      acceptDownloads: true,
    });
    this.contexts.push(context);
    const kept = { mode: seat.dark ? 'dark' : 'light', language: seat.language ?? 'zh' };
    await context.addInitScript((given) => {
      localStorage.setItem('zhihe.mode', given.mode);
      localStorage.setItem('zhihe.language', given.language);
    }, kept);
    if (seat.login) {
      const reply = await context.request.post('/api/v1/session', {
        data: { login: seat.login, password: PASSWORD, company: COMPANY },
      });
      if (!reply.ok()) throw new Error(`${seat.login} cannot sign in: ${await reply.text()}`);
    }
    const page = await context.newPage();
    this.watch(page, seat.expected);
    follow(page);
    const headers = { 'X-Requested-With': 'journey' };
    return {
      page,
      context,
      api: context.request,
      read: async (path) => {
        const reply = await context.request.get(`/api/v1/${path}`);
        if (!reply.ok()) throw new Error(`GET ${path}: ${reply.status()} ${await reply.text()}`);
        return reply.json();
      },
      write: async (method, path, body, version) => {
        const more: Record<string, string> = version === undefined ? {} : { 'If-Match': `"${version}"` };
        const reply = await context.request.fetch(`/api/v1/${path}`, {
          method,
          data: body,
          headers: { ...headers, ...more },
        });
        if (!reply.ok()) throw new Error(`${method} ${path}: ${reply.status()} ${await reply.text()}`);
        return reply.status() === 204 ? undefined : reply.json();
      },
    };
  }

  private watch(page: Page, expected: RegExp | undefined): void {
    page.on('console', (message) => {
      // The browser logs each refused answer by itself; whether it was expected is judged where the answer arrives.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`page error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(BASE) && !/^(data|blob):/.test(request.url()))
        this.faults.push(`foreign request: ${request.url()}`);
    });
    page.on('response', (response) => {
      const line = `${response.status()} ${response.request().method()} ${response.url().slice(BASE.length)}`;
      if (response.status() >= 400 && !expected?.test(line)) this.faults.push(`refused: ${line}`);
    });
  }

  /** What a careful person would check of a page: no serious finding of axe; a picture where they are asked for. */
  async look(desk: Desk, name: string): Promise<void> {
    await settled(desk.page);
    await desk.page.evaluate(AXE);
    const found = await desk.page.evaluate(async () => {
      const axe = (
        globalThis as unknown as {
          axe: {
            run: (
              root: Document,
              options: object,
            ) => Promise<{
              violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[];
            }>;
          };
        }
      ).axe;
      const { violations } = await axe.run(document, { resultTypes: ['violations'] });
      return violations
        .filter((each) => each.impact === 'serious' || each.impact === 'critical')
        .map(
          (each) =>
            `${each.id}: ${each.nodes
              .slice(0, 3)
              .map((node) => `${node.target.join(' ')} (${node.failureSummary.split('\n')[1]?.trim() ?? ''})`)
              .join('; ')}`,
        );
    });
    for (const each of found) this.faults.push(`axe on ${name}: ${each}`);
    if (SCREENS) {
      mkdirSync(SCREENS, { recursive: true });
      await desk.page.screenshot({ path: join(SCREENS, `${name}.png`), animations: 'disabled' });
    }
  }

  async end(): Promise<void> {
    await this.browser.close();
  }
}

const underWay = new WeakMap<Page, Set<Request>>();

/** Follows the requests of a page; the stream of events never ends and is none of them. */
function follow(page: Page): void {
  const open = new Set<Request>();
  underWay.set(page, open);
  page.on('request', (request) => request.resourceType() !== 'eventsource' && open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
}

/** How many tenths of a second without a request are quiet: longer than any pause a page makes before it asks. */
const QUIET = 5;

/** No request for a while. */
async function quiet(page: Page): Promise<void> {
  const open = underWay.get(page);
  let still = 0;
  for (let tries = 0; still < QUIET && tries < 300; tries += 1) {
    await page.waitForTimeout(100);
    still = open && open.size > 0 ? 0 : still + 1;
  }
}

/** Nothing is loading any more: no request under way, no skeleton, no spinner. */
export async function settled(page: Page): Promise<void> {
  await quiet(page);
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .ant-spin-spinning'));
}

export function expect(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`expected: ${what}`);
}

export function same(found: unknown, wanted: unknown, what: string): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (one !== other) throw new Error(`${what}: found ${one}, expected ${other}`);
}

export type Journey = (walk: Walk) => Promise<void>;
