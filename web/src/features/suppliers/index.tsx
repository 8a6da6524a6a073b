/** What a supplier's page shows beside the drawn facts. */
import { lazy, Suspense } from 'react';
import type { Feature } from '../../kit/feature';
import { Loading } from '../../kit/parts';
import { texts } from './texts';

const Rating = lazy(() => import('./RatingTab'));

function RatingTab(props: { id: string; model: string }) {
  return (
    <Suspense fallback={<Loading />}>
      <Rating {...props} />
    </Suspense>
  );
}

export const suppliers: Feature = {
  key: 'suppliers',
  recordTabs: { partner: [{ key: 'rating', title: texts.tab, component: RatingTab }] },
};
