/** Units of measure: their names for every quantity on every page. */
import type { Feature } from '../../kit/feature';
import { Names } from './Names';

export const units: Feature = { key: 'units', around: Names };
