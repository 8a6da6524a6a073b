/** Stock: the overview, and the page of a lot instead of the drawn one. */
import { lazy } from 'react';
import type { Feature } from '../../kit/feature';
import { texts } from './texts';

export const stock: Feature = {
  key: 'stock',
  pages: [
    { path: 'stock', title: texts.overview, help: texts.overviewHelp, load: () => import('./OverviewPage') },
    { path: 'stock_value', title: texts.value, help: texts.valueHelp, load: () => import('./ValuePage') },
  ],
  recordPages: { lot: lazy(() => import('./LotPage')) },
};
