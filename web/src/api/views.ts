import type { Where } from './records';

/** A saved view of a list: what it shows, how, and who sees it. */
export interface ListView {
  id: string;
  model: string;
  name: string;
  shared: boolean;
  default: boolean;
  state: {
    where?: Where | null;
    sort?: string[] | null;
    fields?: string[] | null;
    group?: string | null;
    density?: string | null;
    widths?: Record<string, number> | null;
  };
  owner: { id: string; name: string } | string;
}
