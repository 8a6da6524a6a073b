import { expect, test } from 'vitest';
import type { Notice } from '../api/talk';
import { piled } from './notices';

const notice = (id: string, zh: string, model: string, read = false): Notice => ({
  id,
  at: `2026-11-30T10:0${id}:00Z`,
  text: { zh, en: zh },
  model,
  record: `r${id}`,
  number: `N-${id}`,
  read_at: read ? '2026-11-30T11:00:00Z' : null,
});

test('messages of one kind stand together under the newest, with how many are unread', () => {
  const piles = piled([
    notice('4', '库存被冻结', 'hold'),
    notice('3', '评级下降', 'supplier_rating'),
    notice('2', '库存被冻结', 'hold', true),
    notice('1', '库存被冻结', 'hold'),
  ]);
  expect(piles.map((pile) => [pile.first.number, pile.rows.length, pile.unread])).toEqual([
    ['N-4', 3, 2],
    ['N-3', 1, 1],
  ]);
});

test('the same words of another model are another kind', () => {
  expect(piled([notice('2', '待处理', 'hold'), notice('1', '待处理', 'lot')])).toHaveLength(2);
});
