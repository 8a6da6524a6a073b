/** What a feature hands to the shell: pages of its own, and pages instead of the drawn ones. */
import type { ComponentType, ReactNode } from 'react';
import type { Text } from '../api/definitions';
import type { Session } from '../api/queries';

type Load = () => Promise<{ default: ComponentType }>;

export interface FeaturePage {
  /** The address below `/`, such as `admin/users` or `lots/$code`. */
  path: string;
  title: Text;
  /** One sentence that says what the page is for; the help of the page. */
  help?: Text;
  load: Load;
  /** An entry of the menu: the app or own group it stands in; absent for pages that are reached otherwise. */
  menu?: { group: string; icon?: ReactNode; order?: number };
  /** Who sees it; everybody signed in where absent. The server decides again on every call. */
  may?: (session: Session) => boolean;
  /** The page fills the screen without menu, such as entry on a tablet. */
  bare?: boolean;
}

export interface RecordExtra {
  key: string;
  title: Text;
  component: ComponentType<{ id: string; model: string }>;
}

export interface Feature {
  key: string;
  pages?: FeaturePage[];
  /** A page instead of the drawn list of a model: `lazy(() => import('./Board'))`. */
  lists?: Record<string, ComponentType>;
  /** A page instead of the drawn page of a record of a model. */
  recordPages?: Record<string, ComponentType>;
  /** Further tabs and acts on the drawn record page of a model. */
  recordTabs?: Record<string, RecordExtra[]>;
  recordActs?: Record<string, ComponentType<{ id: string; model: string }>[]>;
  /** What stands between the drawn facts and the tabs of a record. */
  recordBlocks?: Record<string, ComponentType<{ id: string; model: string }>[]>;
  /** What stands around every page, such as names that all of them need. */
  around?: ComponentType<{ children: ReactNode }>;
  /** Groups of the menu that are no app. */
  groups?: { key: string; label: Text; icon?: ReactNode; order?: number }[];
}
