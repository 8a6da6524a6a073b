/** The companies of the installation: opened, renamed, closed, and who may enter each. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, type Served } from '../../api/served';
import { useSession } from '../../api/queries';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { StatusBadge } from '../../kit/tones';
import { bytes } from './bytes';
import { Members } from './Members';
import { texts } from './texts';

const POLL = 1_000;

export default function Companies() {
  const say = useSay();
  const companies = useQuery({ queryKey: ['installation'], queryFn: () => ask('GET', 'installation/companies') });
  const [editing, setEditing] = useState<string>();
  const [adding, setAdding] = useState(false);
  const rows = companies.data?.rows ?? [];
  const edited = rows.find((each) => each.key === editing);
  return (
    <PageFrame
      testId="admin-companies"
      title={say(texts.companies)}
      help={say(texts.companiesHelp)}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)} data-testid="new-company">
          {say(texts.addCompany)}
        </Button>
      }
    >
      <ProblemAlert problem={companies.error} />
      {companies.isPending ? (
        <Loading />
      ) : (
        <div className="panel table-scroll" tabIndex={0} role="region" aria-label={say(texts.companies)}>
          <table className="plain-table phone-cards">
            <thead>
              <tr>
                <th scope="col">{say(texts.companyName)}</th>
                <th scope="col">{say(texts.companyKey)}</th>
                <th scope="col">{say(texts.state)}</th>
                <th scope="col" className="numeric">
                  {say(texts.companyUsers)}
                </th>
                <th scope="col" className="numeric">
                  {say(texts.companySize)}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key} data-testid={`company-${row.key}`}>
                  <td>
                    <button type="button" className="plain-button" onClick={() => setEditing(row.key)}>
                      {row.name}
                    </button>
                  </td>
                  <td data-label={say(texts.companyKey)}>{row.key}</td>
                  <td>
                    <StatusBadge field="company" value={row.state} label={texts[`company.${row.state}`]} />
                  </td>
                  <td className="numeric" data-label={say(texts.companyUsers)}>
                    {grouped(row.users)}
                  </td>
                  <td className="numeric" data-label={say(texts.companySize)}>
                    {bytes(row.size)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {adding && <NewCompany onClose={() => setAdding(false)} />}
      {edited && <CompanyDialog company={edited} onClose={() => setEditing(undefined)} />}
    </PageFrame>
  );
}

/** A company is made at once and gets its definitions in the background; the dialog stays until that is done. */
function NewCompany({ onClose }: { onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key, setKey] = useState('');
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () => ask('POST', 'installation/companies', { body: { key, name } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['installation'] }),
  });
  const job = useQuery({
    queryKey: ['job', make.data?.job],
    queryFn: () => ask('GET', 'jobs/{job_id}', { path: { job_id: make.data?.job ?? '' } }),
    enabled: make.data !== undefined,
    refetchInterval: (query) => (['done', 'dead', 'cancelled'].includes(query.state.data?.state ?? '') ? false : POLL),
  });
  const state = job.data?.state;
  useEffect(() => {
    if (state !== 'done') return;
    void client.invalidateQueries({ predicate: ({ queryKey: [of] }) => of === 'installation' || of === 'companies' });
    void message.success(say(texts.companyOpened, { name }));
    onClose();
  }, [state, client, message, name, onClose, say]);
  const failed = state === 'dead' || state === 'cancelled';
  const percent = job.data?.progress?.total ? (job.data.progress.done / job.data.progress.total) * 100 : 0;
  return (
    <Modal
      open
      title={say(texts.addCompany)}
      okText={say(texts.openCompany)}
      cancelText={say(make.data ? texts.close : texts.cancel)}
      confirmLoading={make.isPending || (make.data !== undefined && !failed)}
      onOk={() => make.mutate()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <ProblemAlert problem={make.error ?? job.error ?? (failed ? new Error(job.data?.error ?? '') : undefined)} />
      <Form layout="vertical" component="div">
        <Form.Item label={say(texts.companyName)} htmlFor="company-name" help={say(texts.companyNameHint)} required>
          <Input id="company-name" autoFocus value={name} onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label={say(texts.companyKey)} htmlFor="company-key" help={say(texts.companyKeyHint)} required>
          <Input id="company-key" autoComplete="off" value={key} onChange={(event) => setKey(event.target.value)} />
        </Form.Item>
      </Form>
      {make.data && !failed && (
        <div role="status" data-testid="opening">
          <p>{say(texts.companyOpening)}</p>
          <Progress percent={Math.max(5, percent)} status="active" showInfo={false} aria-label={say(texts.progress)} />
        </div>
      )}
    </Modal>
  );
}

function CompanyDialog({ company, onClose }: { company: Served['Installed']; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const session = useSession();
  const { message, modal } = App.useApp();
  const [name, setName] = useState(company.name);
  const change = useMutation({
    mutationFn: (body: { name?: string; closed?: boolean }) =>
      ask('PATCH', 'installation/companies/{key}', { path: { key: company.key }, body }),
    onSuccess: async () => {
      await client.invalidateQueries({
        predicate: ({ queryKey: [of] }) => of === 'installation' || of === 'companies',
      });
      void message.success(say(texts.saved));
    },
  });
  const closed = company.state === 'closed';
  const own = session?.company === company.key;
  const close = () =>
    void modal.confirm({
      title: say(texts.closeCompanySure, { name: company.name }),
      content: say(texts.closeCompanyText, { count: company.users }),
      okText: say(texts.disable),
      okButtonProps: { danger: true },
      cancelText: say(texts.cancel),
      onOk: () => change.mutateAsync({ closed: true }),
    });
  return (
    <Modal open width={640} title={company.name} footer={null} onCancel={onClose} mask={{ closable: false }}>
      <ProblemAlert problem={change.error} />
      <Form layout="vertical" component="div">
        <Form.Item label={say(texts.companyName)} htmlFor="company-rename">
          <div className="one-line">
            <Input id="company-rename" value={name} onChange={(event) => setName(event.target.value)} />
            <Button
              type="primary"
              disabled={name === company.name}
              loading={change.isPending}
              onClick={() => change.mutate({ name })}
            >
              {say(texts.save)}
            </Button>
          </div>
        </Form.Item>
      </Form>
      {company.state !== 'opening' && <Members company={company.key} />}
      <div className="page-actions dialog-end">
        {own && <span className="soft">{say(texts.companyOwn)}</span>}
        {closed ? (
          <Button onClick={() => change.mutate({ closed: false })} loading={change.isPending}>
            {say(texts.enable)}
          </Button>
        ) : (
          <Button danger disabled={own} onClick={close}>
            {say(texts.disable)}
          </Button>
        )}
      </div>
    </Modal>
  );
}
