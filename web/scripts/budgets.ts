/** What each page costs on the wire, against what it may: gzip sizes of an entry and of every route with all it imports. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const OUT = join(import.meta.dirname, '../../src/zhihe/web_dist');
const KB = 1_000;
const MAY = { signIn: 150 * KB, shell: 260 * KB, route: 650 * KB, whole: 6_000 * KB };
/** Pages for the shop floor, where the network is slow, may cost less. */
const LESS: Record<string, number> = { 'features/inspection/EntryPage.tsx': 300 * KB };

interface Chunk {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
  css?: string[];
  src?: string;
}

const manifest = JSON.parse(readFileSync(join(OUT, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

/** The files of a chunk and of all it imports. */
function files(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  chunk.css?.forEach((each) => seen.add(each));
  chunk.imports?.forEach((each) => files(each, seen));
  return seen;
}

const size = (names: Iterable<string>): number =>
  [...names].reduce((sum, name) => sum + statSync(join(OUT, `${name}.gz`)).size, 0);
const shell = files('index.html');
const lines: [string, number, number][] = [
  ['sign-in', size(files('sign-in.html')), MAY.signIn],
  ['shell', size(shell), MAY.shell],
];
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || !chunk.src) continue;
  const name = chunk.src.replace('src/', '');
  lines.push([name, size(new Set([...shell, ...files(key)])), LESS[name] ?? MAY.route]);
}
const every = new Set(Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])]));
lines.push([
  'everything, unpacked',
  [...every].reduce((sum, name) => sum + statSync(join(OUT, name)).size, 0),
  MAY.whole,
]);

for (const [name, found, may] of lines.sort((one, other) => other[1] - one[1])) {
  console.log(`${found > may ? 'OVER ' : ''}${name}: ${Math.round(found / KB)} kB of ${may / KB} kB`);
}
if (lines.some(([, found, may]) => found > may)) process.exitCode = 1;
