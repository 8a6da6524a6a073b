/** Who may enter a company, with which roles: changed line by line, each holds at once. */
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, type Served } from '../../api/served';
import { useSession } from '../../api/queries';
import { useSay } from '../../kit/language';
import { Loading, ProblemAlert } from '../../kit/parts';
import { texts } from './texts';

type Company = Served['InstalledCompany'];
const IMPLIED = ['everyone', 'administrator'];

export function Members({ company }: { company: string }) {
  const say = useSay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const found = useQuery({
    queryKey: ['installation', company],
    queryFn: () => ask('GET', 'installation/companies/{key}', { path: { key: company } }),
  });
  const change = useMutation({
    mutationFn: ({ login, roles }: { login: string; roles: string[] | null }) => {
      const path = { key: company, login };
      return roles === null
        ? ask('DELETE', 'installation/companies/{key}/members/{login}', { path })
        : ask('PUT', 'installation/companies/{key}/members/{login}', { path, body: { roles } });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ predicate: ({ queryKey: [of] }) => of === 'installation' || of === 'users' });
      void message.success(say(texts.saved));
    },
  });
  if (found.isPending) return <Loading rows={3} />;
  if (!found.data) return <ProblemAlert problem={found.error} />;
  return (
    <section aria-label={say(texts.members)} data-testid="members">
      <h2 className="dialog-part">{say(texts.members)}</h2>
      <ProblemAlert problem={change.error} />
      <ul className="members">
        {found.data.members.map((member) => (
          <MemberLine
            key={`${member.login} ${member.roles.join()}`}
            member={member}
            company={found.data}
            busy={change.isPending}
            onChange={(roles) => change.mutate({ login: member.login, roles })}
          />
        ))}
      </ul>
      <NewMember
        company={found.data}
        busy={change.isPending}
        onAdd={(login, roles) => change.mutate({ login, roles })}
      />
    </section>
  );
}

function RolesChoice({
  company,
  label,
  value,
  onChange,
}: {
  company: Company;
  label: string;
  value: string[];
  onChange: (roles: string[]) => void;
}) {
  const say = useSay();
  return (
    <Select
      mode="multiple"
      aria-label={label}
      placeholder={say(texts.roles)}
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      onChange={onChange}
      options={company.roles
        .filter((role) => !IMPLIED.includes(role.key))
        .map((role) => ({ value: role.key, label: say(role.label) }))}
    />
  );
}

function MemberLine({
  member,
  company,
  busy,
  onChange,
}: {
  member: Company['members'][number];
  company: Company;
  busy: boolean;
  onChange: (roles: string[] | null) => void;
}) {
  const say = useSay();
  const session = useSession();
  const [roles, setRoles] = useState(member.roles);
  const changed = roles.join() !== member.roles.join();
  const self = session?.id === member.id && session.company === company.key;
  return (
    <li>
      <span className="member-name">
        {member.name} <small className="soft">{member.disabled ? say(texts.disabled) : member.login}</small>
      </span>
      <RolesChoice
        company={company}
        label={say(texts.rolesOf, { name: member.name })}
        value={roles}
        onChange={setRoles}
      />
      {changed ? (
        <Button type="primary" loading={busy} onClick={() => onChange(roles)}>
          {say(texts.save)}
        </Button>
      ) : (
        <Button disabled={self} onClick={() => onChange(null)} aria-label={say(texts.removeOf, { name: member.name })}>
          {say(texts.remove)}
        </Button>
      )}
    </li>
  );
}

function NewMember({
  company,
  busy,
  onAdd,
}: {
  company: Company;
  busy: boolean;
  onAdd: (login: string, roles: string[]) => void;
}) {
  const say = useSay();
  const users = useQuery({ queryKey: ['users'], queryFn: () => ask('GET', 'users') });
  const [login, setLogin] = useState<string>();
  const [roles, setRoles] = useState<string[]>([]);
  const inside = new Set(company.members.map((each) => each.login));
  const others = (users.data?.rows ?? []).filter((user) => !inside.has(user.login));
  if (others.length === 0) return null;
  return (
    <div className="members new-member">
      <Select
        className="member-name"
        aria-label={say(texts.newMember)}
        placeholder={say(texts.newMember)}
        showSearch={{ optionFilterProp: 'label' }}
        value={login ?? null}
        onChange={(next: string) => setLogin(next)}
        options={others.map((user) => ({ value: user.login, label: user.name }))}
      />
      <RolesChoice company={company} label={say(texts.roles)} value={roles} onChange={setRoles} />
      <Button
        disabled={!login}
        loading={busy}
        onClick={() => {
          if (!login) return;
          onAdd(login, roles);
          setLogin(undefined);
          setRoles([]);
        }}
      >
        {say(texts.letIn)}
      </Button>
    </div>
  );
}
