import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { ask, filled, type Answer, type Served } from './served';

const fetched = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = fetched;
});

describe('a fixed route', () => {
  it('has its names filled in, each safe within an address', () => {
    expect(filled('records/{model}/{name}/comments', { model: 'lot', name: 'A/B 1' })).toBe(
      'records/lot/A%2FB%201/comments',
    );
    expect(() => filled('jobs/{job_id}')).toThrow('job_id');
  });

  it('has the types of the server’s document', () => {
    expectTypeOf<Served['Session']['language']>().toEqualTypeOf<'zh' | 'en'>();
    expectTypeOf<Answer<'GET', 'work'>>().toEqualTypeOf<Served['Work']>();
    expectTypeOf<Answer<'DELETE', 'views/{view_id}'>>().toEqualTypeOf<undefined>();
    const comments = 'records/{model}/{name}/comments';
    const path = { model: 'lot', name: 'L-1' };
    expectTypeOf(ask<'POST', typeof comments>).toBeCallableWith('POST', comments, { path, body: { text: '好' } });
    // @ts-expect-error there is no such route
    expect(() => ask('GET', 'nowhere')).toBeTypeOf('function');
    // @ts-expect-error a comment has a text
    expect(() => ask('POST', comments, { path, body: {} })).toBeTypeOf('function');
    // @ts-expect-error the address needs its names
    expect(() => ask('GET', 'jobs/{job_id}')).toBeTypeOf('function');
  });

  it('is asked at its address with its query, and nothing is read of an answer without content', async () => {
    const seen: string[] = [];
    globalThis.fetch = async (to) => {
      seen.push(String(to));
      return new Response(null, { status: 204 });
    };
    expect(await ask('DELETE', 'views/{view_id}', { path: { view_id: 'v1' } })).toBeUndefined();
    await ask('GET', 'search', { query: { q: '活塞', limit: 20 } });
    expect(seen).toEqual(['/api/v1/views/v1', '/api/v1/search?q=%E6%B4%BB%E5%A1%9E&limit=20']);
  });
});
