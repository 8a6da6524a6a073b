/** One way to the server: our header on every change, the reader's language, problems as exceptions. */
import { Problem, problemOf } from './problem';
import { newKey } from './key';

export const BASE = '/api/v1';
export const SIGNED_OUT = 'zhihe:signed-out';

export interface Ask {
  body?: unknown;
  form?: FormData;
  query?: Record<string, string | number | undefined>;
  version?: number;
  reason?: string;
  /** What signs a step that asks for it. */
  signature?: string;
  /** The key by which a repeat is known; a new one for each call where none is given. */
  key?: string;
  signal?: AbortSignal;
  /** What several requests have in common: the reason is asked once for all of them. */
  act?: Act;
}

/** One act of a person, of one or many requests; a reason that was given holds for the rest of it. */
export interface Act {
  reason?: string;
  asking?: Promise<string | undefined>;
  password?: string;
}

/** Asks why, for a change that the server takes with a reason only; nothing where it is given up. */
export type Asker = (problem: Problem) => Promise<string | undefined>;

let asker: Asker | undefined;

/** Let reasons be asked for in this way. */
export function asksWhy(how: Asker | undefined): void {
  asker = how;
}

/** Signs by a password: the token for what was refused, or the Problem why not. */
export type Sign = (password: string) => Promise<string>;

/** Asks for the password of who signs, and signs; nothing where it is given up. */
export type Signer = (problem: Problem, sign: Sign) => Promise<string | undefined>;

let signer: Signer | undefined;

/** Let signatures be asked for in this way. */
export function asksToSign(how: Signer | undefined): void {
  signer = how;
}

let language = 'zh';

/** The language in which the server words its problems. */
export function speak(given: string): void {
  language = given;
}

export function address(path: string, query?: Ask['query']): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return `${BASE}/${path}${text ? `?${text}` : ''}`;
}

/**
 * The raw answer of the server; a Problem for anything but success. What needs a reason is asked why, what is signed
 * is signed, and sent again.
 */
export async function send(method: string, path: string, ask: Ask = {}): Promise<Response> {
  const act = ask.act ?? {};
  const reason = ask.reason ?? act.reason;
  const full = reason === undefined ? ask : { ...ask, reason };
  try {
    return await sent(method, path, full);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.code === 'reason.required' && asker && full.reason === undefined) {
      return send(method, path, { ...full, reason: await reasonOf(asker, problem, act) });
    }
    if (problem.code === 'signature.required' && signer && full.signature === undefined) {
      return sent(method, path, { ...full, signature: await signatureOf(signer, problem, path, full, act) });
    }
    throw problem;
  }
}

async function reasonOf(ask: Asker, problem: Problem, act: Act): Promise<string> {
  act.asking ??= ask(problem);
  const given = await act.asking;
  if (given === undefined) {
    delete act.asking;
    throw new Problem(
      0,
      'reason.missing',
      language === 'zh' ? '没有填写原因，没有保存。' : 'No reason was given; nothing was saved.',
    );
  }
  act.reason = given;
  return given;
}

/** The token that signs this step of this record; a password that was given holds for the rest of the act. */
async function signatureOf(ask: Signer, problem: Problem, path: string, asked: Ask, act: Act): Promise<string> {
  const [, model = '', record = '', , step = ''] = path.split('/').map(decodeURIComponent);
  const sign: Sign = async (password) => {
    const body = { model, record, step, version: asked.version, password };
    const answer = await sent('POST', 'signatures', { body });
    const found = (await answer.json()) as { token: string };
    act.password = password;
    return found.token;
  };
  const token = act.password === undefined ? await ask(problem, sign) : await sign(act.password);
  if (token === undefined) {
    throw new Problem(
      0,
      'signature.missing',
      language === 'zh' ? '没有签名，没有保存。' : 'Not signed; nothing was saved.',
    );
  }
  return token;
}

async function sent(method: string, path: string, ask: Ask): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': language, 'X-Requested-With': 'zhihe' };
  if (ask.version !== undefined) headers['If-Match'] = `"${ask.version}"`;
  if (ask.reason) headers['X-Reason'] = encodeURIComponent(ask.reason);
  if (ask.signature) headers['X-Signature'] = ask.signature;
  if (method === 'POST') headers['Idempotency-Key'] = ask.key ?? newKey();
  let body: BodyInit | undefined = ask.form;
  if (ask.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(ask.body);
  }
  let response: Response;
  try {
    response = await fetch(address(path, ask.query), {
      method,
      headers,
      body: body ?? null,
      signal: ask.signal ?? null,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'network', offline());
  }
  if (response.status === 401 && path !== 'session') window.dispatchEvent(new Event(SIGNED_OUT));
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The language of the reader, and the words for a server that cannot be reached. */
export function speaksOf(): { language: string; offline: string } {
  return { language, offline: offline() };
}

function offline(): string {
  return language === 'zh'
    ? '连不上服务器，请检查网络后重试。'
    : 'The server cannot be reached; check the network and try again.';
}

/** The JSON of an answer. */
export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
  const response = await send(method, path, ask);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** Save an answer as a file of the user, under the name the server gives. */
export async function download(method: string, path: string, ask: Ask, fallback: string): Promise<void> {
  const response = await send(method, path, ask);
  const disposition = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const name = encoded ? decodeURIComponent(encoded) : (/filename="?([^";]+)/i.exec(disposition)?.[1] ?? fallback);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
