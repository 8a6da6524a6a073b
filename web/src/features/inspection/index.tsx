/** Inspection entry: the queue, the entry of one lot, and the ways to them. */
import { Button } from 'antd';
import { Link } from '@tanstack/react-router';
import { useRecord, useSession } from '../../api/queries';
import type { Feature } from '../../kit/feature';
import { useSay } from '../../kit/language';
import { texts } from './texts';

const INSPECTS = ['inspector', 'quality_engineer', 'quality_manager'];

/** On the record page of a lot that is still open: the way to entry. */
function EnterAct({ id }: { id: string; model: string }) {
  const say = useSay();
  const row = useRecord('inspection_lot', id).data;
  const roles = useSession()?.roles ?? [];
  if (!roles.some((role) => INSPECTS.includes(role))) return null;
  if (!row || !['created', 'in_progress', 'evaluated'].includes(String(row.state))) return null;
  return (
    <Link to={`/inspect/${encodeURIComponent(String(row.number))}`}>
      <Button>{say(texts.enter)}</Button>
    </Link>
  );
}

export const inspection: Feature = {
  key: 'inspection',
  pages: [
    {
      path: 'inspect',
      title: texts.queue,
      help: texts.queueHelp,
      load: () => import('./QueuePage'),
      menu: { group: 'quality', order: 1 },
      may: (session) => session.roles.some((role) => INSPECTS.includes(role)),
    },
    { path: 'inspect/$number', title: texts.title, help: texts.help, load: () => import('./EntryPage'), bare: true },
  ],
  recordActs: { inspection_lot: [EnterAct] },
};
