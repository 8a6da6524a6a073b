/** Every feature of the web, registered in one place: a line here and a folder beside it. */
import type { Feature } from '../kit/feature';
import { admin } from './admin';
import { board } from './board';
import { boards } from './boards';
import { improvement } from './improvement';
import { inspection } from './inspection';
import { spc } from './spc';
import { stock } from './stock';
import { suppliers } from './suppliers';
import { trace } from './trace';
import { units } from './units';

// Administration stands last, whatever features there are.
export const features: Feature[] = [board, improvement, inspection, stock, trace, boards, suppliers, spc, units, admin];
