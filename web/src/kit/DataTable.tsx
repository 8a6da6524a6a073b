/** A table that folds on a phone: each row becomes a card, each cell says what it is, and nothing scrolls sideways. */
import { Table, type TableProps } from 'antd';

type Columns<T> = NonNullable<TableProps<T>['columns']>;

/** Each cell carries the words of its column, which a phone shows before its value. */
function told<T>(columns: Columns<T>): Columns<T> {
  return columns.map((column) => {
    const { title, onCell } = column;
    if (typeof title !== 'string' || title === '') return column;
    return { ...column, onCell: (row: T, at?: number) => ({ ...onCell?.(row, at), 'data-label': title }) };
  });
}

export function DataTable<T extends object>({ columns, className, ...rest }: TableProps<T> & { columns: Columns<T> }) {
  return (
    <Table<T>
      size="small"
      scroll={{ x: 'max-content' }}
      {...rest}
      className={`folds ${className ?? ''}`}
      columns={told(columns)}
    />
  );
}
