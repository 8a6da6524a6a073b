/** Saved views of a list: everybody's, one's own and shared ones; the address carries which one is open. */
import { DownOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Dropdown, Form, Input, Modal, type MenuProps } from 'antd';
import { useState } from 'react';
import { useSession } from '../../api/queries';
import { useDeleteView, useSaveView, useViews } from '../../api/talk';
import type { ListView } from '../../api/views';
import { useSay } from '../language';
import { texts as common } from '../texts';
import { split, type ListState } from './state';
import { texts } from './texts';

/** What a view keeps of the state of a list. */
export function kept(state: ListState): ListView['state'] {
  return {
    ...(state.where ? { where: state.where } : {}),
    ...(state.sort ? { sort: split(state.sort) } : {}),
    ...(state.fields ? { fields: split(state.fields) } : {}),
    ...(state.group ? { group: state.group } : {}),
    ...(state.density ? { density: state.density } : {}),
    ...(state.widths ? { widths: state.widths } : {}),
  };
}

/** The state of a list as a view keeps it. */
export function opened(view: ListView): ListState {
  const { where, sort, fields, group, density, widths } = view.state;
  const known = (['compact', 'middle', 'large'] as const).find((each) => each === density);
  return {
    view: view.id,
    ...(where ? { where } : {}),
    ...(sort?.length ? { sort: sort.join(',') } : {}),
    ...(fields?.length ? { fields: fields.join(',') } : {}),
    ...(group ? { group } : {}),
    ...(known ? { density: known } : {}),
    ...(widths ? { widths } : {}),
  };
}

const ownerOf = (view: ListView): string => (typeof view.owner === 'string' ? view.owner : view.owner.id);

export function Views({ name, state, onOpen }: { name: string; state: ListState; onOpen: (state: ListState) => void }) {
  const say = useSay();
  const { message, notification } = App.useApp();
  const session = useSession();
  const views = useViews(name);
  const save = useSaveView(name);
  const remove = useDeleteView(name);
  const [naming, setNaming] = useState(false);
  const rows = views.data?.rows ?? [];
  const here = rows.find((view) => view.id === state.view);
  const mine = rows.filter((view) => ownerOf(view) === session?.id);
  const shared = rows.filter((view) => ownerOf(view) !== session?.id);
  const own = here !== undefined && ownerOf(here) === session?.id;
  const entry = (view: ListView) => ({
    key: view.id,
    label: view.default ? `${view.name} ★` : view.name,
    onClick: () => onOpen(opened(view)),
  });
  const failed = (problem: Error) => notification.error({ title: problem.message, duration: 0 });
  const items: MenuProps['items'] = [
    { key: '', label: say(texts.viewDefault), onClick: () => onOpen({}) },
    ...(mine.length > 0 ? [{ type: 'group' as const, label: say(texts.viewMine), children: mine.map(entry) }] : []),
    ...(shared.length > 0
      ? [{ type: 'group' as const, label: say(texts.viewShared), children: shared.map(entry) }]
      : []),
    { type: 'divider' },
    { key: 'save', label: say(texts.viewSave), onClick: () => setNaming(true) },
    ...(own
      ? [
          {
            key: 'update',
            label: say(texts.viewUpdate),
            onClick: () =>
              save.mutate(
                { id: here.id, state: kept(state) },
                { onSuccess: () => void message.success(say(texts.viewSaved)), onError: failed },
              ),
          },
          {
            key: 'delete',
            label: say(texts.viewDelete),
            danger: true,
            onClick: () => remove.mutate(here.id, { onSuccess: () => onOpen({}), onError: failed }),
          },
        ]
      : []),
  ];
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, selectedKeys: [here?.id ?? ''], className: 'scroll-menu' }}>
        <Button data-testid="views">
          {here?.name ?? say(texts.viewDefault)} <DownOutlined />
        </Button>
      </Dropdown>
      {naming && (
        <NameDialog
          busy={save.isPending}
          problem={save.error?.message}
          onClose={() => setNaming(false)}
          onSave={(given) =>
            save.mutate(
              { ...given, state: kept(state) },
              {
                onSuccess: (view) => {
                  setNaming(false);
                  void message.success(say(texts.viewSaved));
                  onOpen(opened(view));
                },
              },
            )
          }
        />
      )}
    </>
  );
}

interface Named {
  name: string;
  shared: boolean;
  default: boolean;
}

function NameDialog({
  busy,
  problem,
  onSave,
  onClose,
}: {
  busy: boolean;
  problem: string | undefined;
  onSave: (named: Named) => void;
  onClose: () => void;
}) {
  const say = useSay();
  const [named, setNamed] = useState<Named>({ name: '', shared: false, default: false });
  return (
    <Modal
      open
      title={say(texts.viewSave)}
      okText={say(common.save)}
      cancelText={say(common.cancel)}
      confirmLoading={busy}
      okButtonProps={{ disabled: !named.name.trim() }}
      onOk={() => onSave(named)}
      onCancel={onClose}
      width={420}
    >
      <Form layout="vertical" component="div">
        <Form.Item
          label={say(texts.viewName)}
          htmlFor="view-name"
          {...(problem ? { validateStatus: 'error' as const, help: problem } : {})}
        >
          <Input
            id="view-name"
            autoFocus
            maxLength={80}
            value={named.name}
            onChange={(event) => setNamed({ ...named, name: event.target.value })}
            onPressEnter={() => named.name.trim() && onSave(named)}
          />
        </Form.Item>
        <Checkbox checked={named.shared} onChange={(event) => setNamed({ ...named, shared: event.target.checked })}>
          {say(texts.viewShare)}
        </Checkbox>
        <br />
        <Checkbox checked={named.default} onChange={(event) => setNamed({ ...named, default: event.target.checked })}>
          {say(texts.viewStart)}
        </Checkbox>
      </Form>
    </Modal>
  );
}
