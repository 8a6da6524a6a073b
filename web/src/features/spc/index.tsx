/** The page of a control chart instead of the drawn one. */
import { lazy } from 'react';
import type { Feature } from '../../kit/feature';

export const spc: Feature = { key: 'spc', recordPages: { control_chart: lazy(() => import('./ChartPage')) } };
