import { describe, expect, it } from 'vitest';
import { LARGEST, refusal } from '../../api/upload';
import { plainValue } from '../form/values';
import { plainText } from '../show';
import { addressOf, fileOf, sizeWords } from './value';

const drawing = { type: 'image' as const, label: { zh: '图纸', en: 'Drawing' } };
const value = { id: '0199', name: '活塞杆.png', type: 'image/png', size: 12_345 };

describe('a file in a field', () => {
  it('is read from what the field holds, and nothing else is taken for one', () => {
    expect(fileOf(value)).toEqual(value);
    expect(fileOf({ id: '0199' })).toEqual({ id: '0199', name: '0199', type: '', size: undefined });
    for (const none of [null, undefined, '', 'x', [], { name: 'x' }]) expect(fileOf(none)).toBeUndefined();
  });

  it('is sent as it is held, and not as the identity of a record', () => {
    expect(plainValue(drawing, value)).toEqual(value);
    expect(plainValue(drawing, null)).toBeNull();
    expect(plainValue({ ...drawing, type: 'link', to: 'item' }, { id: '0199', label: 'A' })).toBe('0199');
  });

  it('is called by its name in lists, exports and the history', () => {
    expect(plainText(drawing, value, 'zh')).toBe('活塞杆.png');
  });

  it('has an address to be shown at and one to be saved from', () => {
    expect(addressOf(value, true)).toBe('/api/v1/files/0199?inline=1');
    expect(addressOf(value)).toBe('/api/v1/files/0199');
    expect([sizeWords(999), sizeWords(12_345), sizeWords(2_500_000)]).toEqual(['999 B', '12 kB', '2.5 MB']);
  });
});

describe('what cannot be taken is said before anything is sent', () => {
  it('by size, by emptiness, and by kind where a picture is wanted', () => {
    expect(refusal({ size: 0, type: 'image/png' }, true)).toBe('empty');
    expect(refusal({ size: LARGEST + 1, type: 'image/png' }, true)).toBe('size');
    expect(refusal({ size: 10, type: 'application/pdf' }, true)).toBe('picture');
    expect(refusal({ size: 10, type: 'application/pdf' }, false)).toBeUndefined();
    expect(refusal({ size: LARGEST, type: 'image/jpeg' }, true)).toBeUndefined();
  });
});
