/** Nonconformances and supplier requests as boards, with the drawn list one press away. */
import { Segmented } from 'antd';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useModel } from '../../api/queries';
import { Board } from '../../kit/board/Board';
import { texts } from '../../kit/board/texts';
import { useSay } from '../../kit/language';
import { ListPage } from '../../kit/list/ListPage';
import { listState } from '../../kit/list/state';
import { Loading, PageFrame } from '../../kit/parts';

interface Drawn {
  model: string;
  fields: readonly string[];
  due?: string;
}

function BoardOrList({ model: name, fields, due }: Drawn) {
  const say = useSay();
  const navigate = useNavigate();
  const model = useModel(name);
  const search = useLocation().search as Record<string, unknown>;
  if (!model) return <Loading />;
  const asList = search['as'] === 'list';
  const go = (next: Record<string, unknown>) =>
    void navigate({ to: `/m/${name}`, search: next as never, replace: true });
  const choice = (
    <Segmented
      value={asList ? 'list' : 'board'}
      options={[
        { value: 'board', label: say(texts.board) },
        { value: 'list', label: say(texts.list) },
      ]}
      onChange={(as) => go(as === 'list' ? { as } : {})}
    />
  );
  if (asList)
    return (
      <ListPage
        name={name}
        model={model}
        state={listState(search)}
        onState={(next) => go({ ...next, as: 'list' })}
        extra={choice}
      />
    );
  return (
    <PageFrame full title={say(model.label)} help={say(model.note)} actions={choice} testId={`page-board-${name}`}>
      <Board name={name} model={model} fields={fields} {...(due ? { due } : {})} />
    </PageFrame>
  );
}

export function Nonconformances() {
  return <BoardOrList model="nonconformance" fields={['item', 'lot', 'supplier', 'quantity']} />;
}

export function Requests() {
  return <BoardOrList model="supplier_corrective_action" fields={['supplier', 'item', 'due_on']} due="due_on" />;
}
