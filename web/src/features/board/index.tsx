/** The quality and operations board. */
import type { Feature } from '../../kit/feature';
import { texts } from './texts';

const READS = ['manager', 'quality_manager', 'quality_engineer', 'buyer', 'auditor', 'cost_authority'];

export const board: Feature = {
  key: 'board',
  groups: [{ key: 'boards', label: texts.group, order: -1 }],
  pages: [
    {
      path: 'board',
      title: texts.title,
      help: texts.help,
      load: () => import('./BoardPage'),
      menu: { group: 'boards' },
      may: (session) => session.roles.some((role) => READS.includes(role)),
    },
  ],
};
