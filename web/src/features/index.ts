/** Every feature of the web, registered in one place: a line here and a folder beside it. */
import type { Feature } from '../kit/feature';

export const features: Feature[] = [];
