/** No business word in the kit: what a model of an app is called stands in no file of `kit/`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const KIT = import.meta.dirname;
const APPS = join(KIT, '../../../src/zhihe/apps');

function below(folder: string, ending: RegExp): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return below(path, ending);
    return ending.test(name) ? [path] : [];
  });
}

/** The names of the shipped models: `inspection_lot`; a single word such as `item` also as a quoted key. */
function names(): { key: string; zh: string | undefined }[] {
  return below(APPS, /\.yaml$/).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const key = /^model: (\w+)$/m.exec(text)?.[1];
    return key ? [{ key, zh: /^label: \{zh: ([^,}]+),/m.exec(text)?.[1] }] : [];
  });
}

/** What in a text is a business word; single words of the language such as `unit` are names of the platform too. */
export function businessWords(text: string, known: { key: string; zh: string | undefined }[]): string[] {
  const plain = new Set([
    'unit',
    'stock',
    'hold',
    'site',
    'lot',
    'item',
    'partner',
    'location',
    'calendar',
    'characteristic',
  ]);
  return known.flatMap(({ key, zh }) => {
    const quoted = key !== 'unit' && new RegExp(`['"\`/]${key}['"\`/]`).test(text);
    const named = !plain.has(key) && new RegExp(`\\b${key}\\b`).test(text);
    const label = zh && zh.length > 2 && text.includes(zh) ? [zh] : [];
    return [...(quoted || named ? [key] : []), ...label];
  });
}

test('there are models to look for', () => {
  expect(names().length).toBeGreaterThan(40);
});

test('no file of the kit knows a model', () => {
  const known = names();
  const found = below(KIT, /\.tsx?$/)
    .filter((path) => !path.includes('.test.'))
    .flatMap((path) =>
      businessWords(readFileSync(path, 'utf8'), known).map((word) => `${path.slice(KIT.length + 1)}: ${word}`),
    );
  expect(found).toEqual([]);
});

test('a business word is seen', () => {
  expect(businessWords("navigate('/m/inspection_lot')", names())).toContain('inspection_lot');
  expect(businessWords("if (name === 'lot') return", names())).toContain('lot');
});
