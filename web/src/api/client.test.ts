import { afterEach, expect, test, vi } from 'vitest';
import { asksToSign, asksWhy, call, type Act, type Sign } from './client';
import type { Problem } from './problem';

afterEach(() => {
  asksWhy(undefined);
  vi.unstubAllGlobals();
});

/** A server that takes no change without a reason; the reasons it was given, in order. */
function strictServer(): (string | null)[] {
  const given: (string | null)[] = [];
  vi.stubGlobal('fetch', (_address: string, asked: { headers: Record<string, string> }) => {
    const reason = asked.headers['X-Reason'];
    given.push(reason === undefined ? null : decodeURIComponent(reason));
    const problem = { code: 'reason.required', detail: 'say why', model: 'item', field: 'reason' };
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve(
      reason === undefined
        ? new Response(JSON.stringify(problem), { status: 422, headers })
        : new Response('{}', { status: 200, headers }),
    );
  });
  return given;
}

test('a change that needs a reason is asked why and sent again with it', async () => {
  const given = strictServer();
  const asked: unknown[] = [];
  asksWhy((problem) => {
    asked.push(problem.facts['model']);
    return Promise.resolve('图纸改版');
  });
  await call('PATCH', 'records/item/1', { body: {} });
  expect(asked).toEqual(['item']);
  expect(given).toEqual([null, '图纸改版']);
});

test('an act of many changes asks once, also when they are under way together', async () => {
  const given = strictServer();
  const asker = vi.fn(() => Promise.resolve('盘点后更正'));
  asksWhy(asker);
  const act: Act = {};
  await Promise.all([call('PATCH', 'a', { body: {}, act }), call('PATCH', 'b', { body: {}, act })]);
  await call('DELETE', 'c', { act });
  expect(asker).toHaveBeenCalledTimes(1);
  expect(given).toEqual([null, null, '盘点后更正', '盘点后更正', '盘点后更正']);
});

test('without a reason nothing is sent again, and the next attempt asks anew', async () => {
  const given = strictServer();
  const answers = [undefined, '复核'];
  asksWhy(() => Promise.resolve(answers.shift()));
  const act: Act = {};
  await expect(call('PATCH', 'a', { body: {}, act })).rejects.toMatchObject({
    code: 'reason.missing',
  } as Partial<Problem>);
  expect(given).toEqual([null]);
  await call('PATCH', 'a', { body: {}, act });
  expect(given).toEqual([null, null, '复核']);
});

test('where nobody can be asked the refusal is told as it is', async () => {
  strictServer();
  await expect(call('PATCH', 'a', { body: {} })).rejects.toMatchObject({ code: 'reason.required', status: 422 });
});

/** A server that takes no step unsigned: the password that signs is `pass`, a token is good once. */
function signedServer(): string[] {
  const log: string[] = [];
  vi.stubGlobal('fetch', (address: string, asked: { headers: Record<string, string>; body: string }) => {
    const headers = { 'content-type': 'application/json' };
    const refused = (code: string, status: number) =>
      Promise.resolve(
        new Response(JSON.stringify({ code, detail: code, model: 'item', step: 'go' }), { status, headers }),
      );
    if (address.endsWith('/signatures')) {
      const given = JSON.parse(asked.body) as Record<string, unknown>;
      log.push(
        `${String(given['model'])}/${String(given['record'])}/${String(given['step'])}@${String(given['version'])}`,
      );
      if (given['password'] !== 'pass') return refused('signature.password', 422);
      return Promise.resolve(new Response(JSON.stringify({ token: `t${log.length}` }), { status: 201, headers }));
    }
    const token = asked.headers['X-Signature'];
    log.push(token ?? 'unsigned');
    return token === undefined
      ? refused('signature.required', 428)
      : Promise.resolve(new Response('{}', { status: 200, headers }));
  });
  return log;
}

test('a step that is signed asks for the password and is sent again with the token', async () => {
  const log = signedServer();
  asksToSign(async (_problem, sign) => {
    await expect(sign('wrong')).rejects.toMatchObject({ code: 'signature.password' });
    return sign('pass');
  });
  await call('POST', 'records/item/I-1/steps/go', { body: {}, version: 3 });
  expect(log).toEqual(['unsigned', 'item/I-1/go@3', 'item/I-1/go@3', 't3']);
  asksToSign(undefined);
});

test('an act of many steps asks for the password once and signs each', async () => {
  const log = signedServer();
  const asked = vi.fn((_problem: Problem, sign: Sign) => sign('pass'));
  asksToSign(asked);
  const act: Act = {};
  await call('POST', 'records/item/I-1/steps/go', { body: {}, version: 1, act });
  await call('POST', 'records/item/I-2/steps/go', { body: {}, version: 7, act });
  expect(asked).toHaveBeenCalledTimes(1);
  expect(log.filter((each) => each.startsWith('item/'))).toEqual(['item/I-1/go@1', 'item/I-2/go@7']);
  asksToSign(undefined);
});

test('where the signature is given up nothing is sent again', async () => {
  const log = signedServer();
  asksToSign(() => Promise.resolve(undefined));
  await expect(call('POST', 'records/item/I-1/steps/go', { body: {}, version: 1 })).rejects.toMatchObject({
    code: 'signature.missing',
  });
  expect(log).toEqual(['unsigned']);
  asksToSign(undefined);
});
