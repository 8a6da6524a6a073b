import { expect, test } from 'vitest';
import { refusalWords, returnTo } from './SignIn';

test('after signing in one comes back to a page of this house and to no other', () => {
  expect(returnTo('?next=%2Fm%2Fitem%3Fq%3DPR')).toBe('/m/item?q=PR');
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/sign-in?next=/', '']) {
    expect(returnTo(`?next=${encodeURIComponent(next)}`)).toBe('/');
  }
});

test('a refusal is told in the language of the page', () => {
  expect(refusalWords({ code: 'sign_in.wait', seconds: 30 }, 'zh')).toBe('失败次数过多，请等待 30 秒后再试。');
  expect(refusalWords({ code: 'sign_in.choose', companies: [{ key: 'a', name: '甲' }] }, 'zh')).toBe(
    '您属于多家公司，请选择要进入的公司。',
  );
  expect(refusalWords({ code: 'sign_in.choose', companies: [] }, 'zh')).toContain('不属于任何公司');
  expect(refusalWords({ code: 'other', detail: 'Something else.' }, 'zh')).toBe('Something else.');
});
