/** Trace from any lot or supplier lot. */
import type { Feature } from '../../kit/feature';
import { texts } from './texts';

export const trace: Feature = {
  key: 'trace',
  pages: [{ path: 'trace', title: texts.title, help: texts.help, load: () => import('./TracePage') }],
};
