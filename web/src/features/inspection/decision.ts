/** How a usage decision distributes what remains of a lot. */
import Decimal from 'decimal.js';

export interface Posting {
  key: string;
  action: string;
  quantity: string;
}

export type Code = 'accept' | 'reject' | 'retest';

/** Where each decision may send a quantity; a rejected lot frees nothing. */
export const ACTIONS: Record<Code, readonly string[]> = {
  accept: ['unrestricted', 'sample', 'scrap', 'blocked'],
  reject: ['blocked', 'sample', 'scrap'],
  retest: [],
};

/** What is proposed first: what destructive tests used up is scrapped, the rest goes where the code sends it. */
export function proposed(code: Code, remaining: string, usedUp: number): Posting[] {
  if (code === 'retest') return [];
  const used = Decimal.min(usedUp, remaining);
  const rest = new Decimal(remaining).minus(used);
  const target = code === 'accept' ? 'unrestricted' : 'blocked';
  return [
    ...(rest.gt(0) ? [{ key: 'rest', action: target, quantity: rest.toFixed() }] : []),
    ...(used.gt(0) ? [{ key: 'used', action: 'scrap', quantity: used.toFixed() }] : []),
  ];
}

/** What is left over: above zero not distributed, below zero too much; undefined while a quantity is no number. */
export function leftOver(remaining: string, postings: readonly Posting[]): Decimal | undefined {
  try {
    const sum = postings.reduce((all, each) => {
      const quantity = new Decimal(each.quantity.trim() || 'x');
      if (!quantity.isFinite() || quantity.lte(0)) throw new RangeError(each.quantity);
      return all.plus(quantity);
    }, new Decimal(0));
    return new Decimal(remaining).minus(sum);
  } catch {
    return undefined;
  }
}
