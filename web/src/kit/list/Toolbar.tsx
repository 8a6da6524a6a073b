/** What stands above a list: views, quick search, filter, columns, group, row height, export, import. */
import {
  ColumnWidthOutlined,
  DownloadOutlined,
  FilterOutlined,
  GroupOutlined,
  TableOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { App, Badge, Button, Dropdown, Popover } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { kindOf, type Model } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import { exportRows } from '../../api/records';
import { allFields, labelAt } from '../fields';
import { useLanguage, useSay } from '../language';
import { PHONE, useMedia } from '../screen';
import { ColumnChooser } from './ColumnChooser';
import { FilterBuilder } from './FilterBuilder';
import { filterOf } from './filter';
import type { ListState } from './state';
import { texts } from './texts';
import { Views } from './Views';

export interface ToolbarProps {
  name: string;
  model: Model;
  state: ListState;
  columns: string[];
  onState: (change: Partial<ListState>) => void;
  onReplace: (state: ListState) => void;
  children: ReactNode;
}

const GROUPED = ['choice', 'link', 'user', 'boolean', 'date'];
const DENSITIES = ['compact', 'middle', 'large'] as const;

export function Toolbar({ name, model, state, columns, onState, onReplace, children }: ToolbarProps) {
  const say = useSay();
  const phone = useMedia(PHONE);
  const definitions = useDefinitions();
  const [filtering, setFiltering] = useState(false);
  const active = state.where ? (filterOf(state.where)?.conditions.length ?? 1) : 0;
  const groups = Object.entries(allFields(model)).filter(([, field]) => GROUPED.includes(kindOf(field)));
  const word = (text: string) => (phone ? null : text);
  return (
    <div className="toolbar">
      {model.kind === 'record' && <Views name={name} state={state} onOpen={onReplace} />}
      {children}
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={filtering}
        onOpenChange={setFiltering}
        destroyOnHidden
        content={
          <FilterBuilder
            model={model}
            where={state.where}
            onApply={(where) => {
              setFiltering(false);
              onState({ where });
            }}
          />
        }
      >
        <Badge count={active} size="small" offset={[-4, 4]}>
          <Button icon={<FilterOutlined />} data-testid="filter-button" aria-label={say(texts.filter)}>
            {word(say(texts.filter))}
          </Button>
        </Badge>
      </Popover>
      {!phone && (
        <>
          <Popover
            trigger="click"
            placement="bottomLeft"
            content={
              <ColumnChooser
                model={model}
                columns={columns}
                onChange={(next) => onState({ fields: next?.join(',') })}
              />
            }
          >
            <Button icon={<TableOutlined />} data-testid="columns-button">
              {say(texts.columns)}
            </Button>
          </Popover>
          <Dropdown
            trigger={['click']}
            menu={{
              className: 'scroll-menu',
              selectedKeys: [state.group ?? ''],
              items: [
                { key: '', label: say(texts.groupNone) },
                ...groups.map(([key]) => ({ key, label: say(labelAt(definitions, model, key)) })),
              ],
              onClick: ({ key }) => onState({ group: key || undefined }),
            }}
          >
            <Button icon={<GroupOutlined />}>
              {state.group ? say(labelAt(definitions, model, state.group)) : say(texts.group)}
            </Button>
          </Dropdown>
          <Dropdown
            trigger={['click']}
            menu={{
              selectedKeys: [state.density ?? 'compact'],
              items: DENSITIES.map((key) => ({ key, label: say(texts[key]) })),
              onClick: ({ key }) => onState({ density: key === 'compact' ? undefined : (key as ListState['density']) }),
            }}
          >
            <Button
              icon={<ColumnWidthOutlined rotate={90} />}
              aria-label={say(texts.density)}
              title={say(texts.density)}
            />
          </Dropdown>
        </>
      )}
      <span className="grow" />
      {model.may.import && !phone && (
        <Link to={`/import/${name}`}>
          <Button icon={<UploadOutlined />}>{say(texts.import)}</Button>
        </Link>
      )}
      {model.may.export && !phone && <ExportButton name={name} state={state} columns={columns} />}
    </div>
  );
}

function ExportButton({ name, state, columns }: { name: string; state: ListState; columns: string[] }) {
  const say = useSay();
  const lang = useLanguage();
  const { message, notification } = App.useApp();
  const [busy, setBusy] = useState(false);
  async function run(format: 'csv' | 'xlsx') {
    setBusy(true);
    try {
      const order = state.sort ? { sort: state.sort } : {};
      await exportRows({
        model: name,
        format,
        fields: columns,
        lang,
        ...order,
        ...(state.where ? { where: state.where } : {}),
      });
      void message.success(say(texts.exported));
    } catch (error) {
      notification.error({ title: error instanceof Error ? error.message : String(error), duration: 0 });
    }
    setBusy(false);
  }
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'xlsx', label: say(texts.exportXlsx) },
          { key: 'csv', label: say(texts.exportCsv) },
        ],
        onClick: ({ key }) => void run(key as 'csv' | 'xlsx'),
      }}
    >
      <Button icon={<DownloadOutlined />} loading={busy}>
        {say(texts.export)}
      </Button>
    </Dropdown>
  );
}
