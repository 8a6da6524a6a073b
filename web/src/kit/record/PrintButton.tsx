/** The documents of a record as PDF, each in a tab of its own and in the language of the page. */
import { DownOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { address } from '../../api/client';
import type { Model } from '../../api/definitions';
import type { Row } from '../../api/records';
import { useLanguage, useSay } from '../language';
import { texts } from './texts';

export function PrintButton({ name, model, row }: { name: string; model: Model; row: Row }) {
  const say = useSay();
  const lang = useLanguage();
  const documents = Object.entries(model.print ?? {}).map(([template, label]) => ({
    key: template,
    label: say(label),
    href: address(`records/${encodeURIComponent(name)}/${encodeURIComponent(row.id)}/print`, { template, lang }),
  }));
  const [first] = documents;
  if (!first) return null;
  if (documents.length > 1) {
    const items = documents.map(({ key, label, href }) => ({
      key,
      label: (
        <a href={href} target="_blank" rel="noreferrer">
          {label}
        </a>
      ),
    }));
    return (
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button icon={<PrinterOutlined />} data-testid="print">
          {say(texts.print)} <DownOutlined />
        </Button>
      </Dropdown>
    );
  }
  const title = say(texts.printed, { document: first.label });
  return (
    <Button
      icon={<PrinterOutlined />}
      href={first.href}
      target="_blank"
      rel="noreferrer"
      title={title}
      data-testid="print"
    >
      {say(texts.print)}
    </Button>
  );
}
