import type { Where } from './records';
import type { Served } from './served';

/** A saved view of a list: what it shows, how, and who sees it. */
export type ListView = Omit<Served['View'], 'state'> & {
  state: Omit<Served['ViewState'], 'where'> & { where?: Where | null };
};
