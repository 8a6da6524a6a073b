/** Runs one journey by name: `node journeys/run.ts sign_in`. */
import { Walk, type Journey } from './harness.ts';

const name = process.argv[2] ?? '';
const module = (await import(`./${name.replaceAll('_', '-')}.ts`)) as { default: Journey };
const walk = await Walk.begin();
try {
  await module.default(walk);
} catch (error) {
  walk.faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await walk.end();
}
for (const fault of walk.faults) console.error(fault);
process.exitCode = walk.faults.length > 0 ? 1 : 0;
