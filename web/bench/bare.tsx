/** The twin of the entry screen: a page of Ant Design with the same kinds of parts, no data, no router, nothing of ours. */
import { Button, ConfigProvider, Input, Modal, Table } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { createRoot } from 'react-dom/client';

const rows = Array.from({ length: 13 }, (_none, at) => ({ key: at, piece: at + 1, value: '20.00' }));

function Bare() {
  return (
    <ConfigProvider locale={zhCN}>
      <h1>外径</h1>
      <Input />
      <Button type="primary">确定</Button>
      <Table
        pagination={false}
        dataSource={rows}
        columns={[
          { title: '件', dataIndex: 'piece' },
          { title: '值', dataIndex: 'value' },
        ]}
      />
      <Modal open={false} />
    </ConfigProvider>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Bare />);
