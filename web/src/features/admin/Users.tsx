/** The users of the installation: roles and sites in this company, standing, and how they get a password. */
import { PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, type Served } from '../../api/served';
import { useDefinitions, useSession } from '../../api/queries';
import { useSay } from '../../kit/language';
import { Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { StatusBadge } from '../../kit/tones';
import { texts } from './texts';

type User = Served['User'];

export default function Users() {
  const say = useSay();
  const session = useSession();
  const definitions = useDefinitions();
  const users = useQuery({ queryKey: ['users'], queryFn: () => ask('GET', 'users') });
  const [typed, setTyped] = useState('');
  const [editing, setEditing] = useState<User | 'new'>();
  const company = session?.company ?? '';
  const rows = (users.data?.rows ?? []).filter((user) =>
    `${user.login} ${user.name}`.toLowerCase().includes(typed.toLowerCase()),
  );
  return (
    <PageFrame
      testId="admin-users"
      title={say(texts.users)}
      help={say(texts.usersHelp)}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')} data-testid="new-user">
          {say(texts.add)}
        </Button>
      }
    >
      <div className="toolbar">
        <Input.Search
          className="quick"
          allowClear
          placeholder={say(texts.search)}
          aria-label={say(texts.search)}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <ProblemAlert problem={users.error} />
      {users.isPending ? (
        <Loading />
      ) : (
        <div className="panel table-scroll" tabIndex={0} role="region" aria-label={say(texts.users)}>
          <table className="plain-table phone-cards">
            <thead>
              <tr>
                {[texts.login, texts.name, texts.roles, texts.standing].map((each) => (
                  <th key={each.en} scope="col">
                    {say(each)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((user) => (
                <tr key={user.id}>
                  <td>
                    <button type="button" className="plain-button" onClick={() => setEditing(user)}>
                      {user.login}
                    </button>
                  </td>
                  <td>{user.name}</td>
                  <td className="wrap" data-label={say(texts.roles)}>
                    {[
                      ...(user.administrator ? [say(texts.administrator)] : []),
                      ...(user.roles[company] ?? []).map((role) => say(definitions?.roles[role]) || role),
                    ].join('、')}
                  </td>
                  <td>
                    <StatusBadge
                      field="user"
                      value={user.disabled ? 'disabled' : 'active'}
                      label={user.disabled ? texts.disabled : texts.active}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing && (
        <UserDialog
          user={editing === 'new' ? undefined : editing}
          company={company}
          onClose={() => setEditing(undefined)}
        />
      )}
    </PageFrame>
  );
}

const IMPLIED = ['everyone', 'administrator'];

function UserDialog({ user, company, onClose }: { user: User | undefined; company: string; onClose: () => void }) {
  const say = useSay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const definitions = useDefinitions();
  const sites = useQuery({
    queryKey: ['sites'],
    queryFn: () => ask('GET', 'sites'),
  });
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [roles, setRoles] = useState<string[]>(user?.roles[company] ?? []);
  const [chosen, setChosen] = useState<string[]>(user?.sites[company] ?? []);
  const [link, setLink] = useState<string>();
  const path = { login: user?.login ?? '' };
  const done = async () => {
    await client.invalidateQueries({ queryKey: ['users'] });
    void message.success(say(texts.saved));
    onClose();
  };
  const save = useMutation({
    mutationFn: () =>
      user
        ? ask('PATCH', 'users/{login}', { path, body: { roles, sites: chosen } })
        : ask('POST', 'users', {
            body: { login, name, roles, sites: chosen, ...(password ? { password } : {}) },
          }),
    onSuccess: async (made) => {
      const path_ = (made as { path?: string } | undefined)?.path;
      if (!path_) return done();
      await client.invalidateQueries({ queryKey: ['users'] });
      setLink(location.origin + path_);
    },
  });
  const stand = useMutation({
    mutationFn: (disabled: boolean) => ask('PATCH', 'users/{login}', { path, body: { disabled } }),
    onSuccess: done,
  });
  const makeLink = useMutation({
    mutationFn: () => ask('POST', 'users/{login}/link', { path }),
    onSuccess: (made) => setLink(location.origin + made.path),
  });
  const problem = save.error ?? stand.error ?? makeLink.error;
  const options = Object.entries(definitions?.roles ?? {}).filter(([key]) => !IMPLIED.includes(key));
  return (
    <Modal
      open
      title={user ? say(texts.edit, { name: user.name }) : say(texts.add)}
      okText={say(texts.save)}
      cancelText={say(texts.cancel)}
      confirmLoading={save.isPending}
      onOk={() => save.mutate()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <ProblemAlert problem={problem} />
      <Form layout="vertical" component="div">
        {!user && (
          <>
            <Form.Item label={say(texts.login)} htmlFor="user-login" required>
              <Input
                id="user-login"
                autoFocus
                autoComplete="off"
                value={login}
                onChange={(event) => setLogin(event.target.value)}
              />
            </Form.Item>
            <Form.Item label={say(texts.name)} htmlFor="user-name" required>
              <Input id="user-name" value={name} onChange={(event) => setName(event.target.value)} />
            </Form.Item>
            <Form.Item label={say(texts.password)} htmlFor="user-password" help={say(texts.passwordHint)}>
              <Input.Password
                id="user-password"
                autoComplete="new-password"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            </Form.Item>
          </>
        )}
        <Form.Item label={say(texts.roles)} htmlFor="user-roles">
          <Select
            id="user-roles"
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            value={roles}
            onChange={setRoles}
            options={options.map(([key, label]) => ({ value: key, label: say(label) }))}
          />
        </Form.Item>
        <Form.Item label={say(texts.sites)} htmlFor="user-sites" help={say(texts.sitesAll)}>
          <Select
            id="user-sites"
            mode="multiple"
            value={chosen}
            onChange={setChosen}
            options={(sites.data?.rows ?? []).map((site) => ({ value: site.id, label: site.label }))}
          />
        </Form.Item>
        {user && (
          <div className="page-actions">
            <Button onClick={() => makeLink.mutate()} loading={makeLink.isPending}>
              {say(texts.link)}
            </Button>
            <Button danger={!user.disabled} onClick={() => stand.mutate(!user.disabled)} loading={stand.isPending}>
              {say(user.disabled ? texts.enable : texts.disable)}
            </Button>
          </div>
        )}
        {link && (
          <p>
            {say(texts.linkText)}
            <Input readOnly value={link} aria-label={say(texts.link)} onFocus={(event) => event.target.select()} />
          </p>
        )}
      </Form>
    </Modal>
  );
}
