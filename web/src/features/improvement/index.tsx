/** What the pages of a nonconformance and of a supplier request show beside the drawn facts. */
import { lazy, Suspense, type ComponentType } from 'react';
import type { Feature } from '../../kit/feature';
import { Loading } from '../../kit/parts';

type Block = ComponentType<{ id: string; model: string }>;

const Report = lazy(() => import('./ReportBlock'));
const Request = lazy(() => import('./RequestBlock'));

const ReportBlock: Block = (props) => (
  <Suspense fallback={<Loading rows={3} />}>
    <Report {...props} />
  </Suspense>
);
const RequestBlock: Block = (props) => (
  <Suspense fallback={<Loading rows={3} />}>
    <Request {...props} />
  </Suspense>
);

export const improvement: Feature = {
  key: 'improvement',
  recordBlocks: { nonconformance: [ReportBlock], supplier_corrective_action: [RequestBlock] },
};
