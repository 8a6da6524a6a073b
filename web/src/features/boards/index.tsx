/** Boards in place of the drawn lists of nonconformances and supplier requests. */
import { lazy } from 'react';
import type { Feature } from '../../kit/feature';

const pages = () => import('./pages');

export const boards: Feature = {
  key: 'boards',
  lists: {
    nonconformance: lazy(() => pages().then((module) => ({ default: module.Nonconformances }))),
    supplier_corrective_action: lazy(() => pages().then((module) => ({ default: module.Requests }))),
  },
};
