/** Administration: users and rights, settings, jobs, imports, versions of the definitions, the trail, the system. */
import type { Session } from '../../api/queries';
import type { Feature } from '../../kit/feature';
import { texts } from './texts';

const administrator = (session: Session): boolean => session.administrator;
const auditor = (session: Session): boolean => session.administrator || session.roles.includes('auditor');
const setter = (session: Session): boolean =>
  session.roles.some((role) => ['key_user', 'quality_manager'].includes(role));

export const admin: Feature = {
  key: 'admin',
  groups: [{ key: 'admin', label: texts.group, order: 99 }],
  pages: [
    {
      path: 'admin/users',
      title: texts.users,
      help: texts.usersHelp,
      load: () => import('./Users'),
      menu: { group: 'admin', order: 60 },
      may: administrator,
    },
    {
      path: 'admin/companies',
      title: texts.companies,
      help: texts.companiesHelp,
      load: () => import('./Companies'),
      menu: { group: 'admin', order: 59 },
      may: administrator,
    },
    {
      path: 'admin/access',
      title: texts.access,
      help: texts.accessHelp,
      load: () => import('./Access'),
      menu: { group: 'admin', order: 61 },
      may: administrator,
    },
    {
      path: 'admin/settings',
      title: texts.settings,
      help: texts.settingsHelp,
      load: () => import('./Settings'),
      menu: { group: 'admin', order: 62 },
      may: setter,
    },
    {
      path: 'admin/jobs',
      title: texts.jobs,
      help: texts.jobsHelp,
      load: () => import('./Jobs'),
      menu: { group: 'admin', order: 63 },
      may: administrator,
    },
    {
      path: 'admin/imports',
      title: texts.imports,
      help: texts.importsHelp,
      load: () => import('./Imports'),
      menu: { group: 'admin', order: 64 },
      may: administrator,
    },
    {
      path: 'admin/versions',
      title: texts.versions,
      help: texts.versionsHelp,
      load: () => import('./Versions'),
      menu: { group: 'admin', order: 65 },
      may: administrator,
    },
    {
      path: 'admin/audit',
      title: texts.audit,
      help: texts.auditHelp,
      load: () => import('./Audit'),
      menu: { group: 'admin', order: 66 },
      may: auditor,
    },
    {
      path: 'admin/system',
      title: texts.system,
      help: texts.systemHelp,
      load: () => import('./System'),
      menu: { group: 'admin', order: 67 },
      may: administrator,
    },
  ],
};
