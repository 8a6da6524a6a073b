import { afterEach, expect, test, vi } from 'vitest';
import { asksWhy, call, type Act } from './client';
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
