/** The documents of a model that name this lot, drawn by their definition. */
import { useNavigate } from '@tanstack/react-router';
import { useList, useModel } from '../../api/queries';
import type { Row } from '../../api/records';
import { DataTable } from '../../kit/DataTable';
import { useSay } from '../../kit/language';
import { Shown } from '../../kit/show';
import { StatusBadge } from '../../kit/tones';
import { NONE } from '../../kit/format';

export function Documents({
  model,
  field,
  id,
  columns,
}: {
  model: string;
  field: string;
  id: string;
  columns: string[];
}) {
  const say = useSay();
  const navigate = useNavigate();
  const definition = useModel(model);
  const found = useList(
    model,
    { where: { field, op: 'eq', value: id }, sort: '-created_at', limit: 100 },
    !!definition,
  );
  if (!definition) return <span className="none">{NONE}</span>;
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <DataTable<Row>
      size="small"
      rowKey="id"
      loading={found.isPending}
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={columns.map((key) => ({
        title:
          key === 'state'
            ? say({ zh: '状态', en: 'State' })
            : say(definition.fields[key]?.label ?? { zh: '单号', en: 'Number' }),
        render: (_: unknown, row: Row) =>
          key === 'state' ? (
            <StatusBadge
              field="state"
              value={String(row.state)}
              label={definition.states?.labels[String(row.state)] ?? null}
            />
          ) : key === 'number' ? (
            <span className="anchor number">{row.number}</span>
          ) : definition.fields[key] ? (
            <Shown name={key} field={definition.fields[key]} value={row[key]} row={row} plain />
          ) : null,
      }))}
      onRow={(row) => ({
        onClick: () => void navigate({ to: `/m/${model}/${encodeURIComponent(row.number ?? row.id)}` }),
        onKeyDown: (event) =>
          event.key === 'Enter' && void navigate({ to: `/m/${model}/${encodeURIComponent(row.number ?? row.id)}` }),
        tabIndex: 0,
      })}
    />
  );
}
