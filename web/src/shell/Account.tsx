/** What concerns the user himself: where he works, language, light or dark, password, leaving. */
import {
  CheckOutlined,
  MoonOutlined,
  QuestionCircleOutlined,
  SunOutlined,
  TranslationOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../api/served';
import { useSession } from '../api/queries';
import { useSay } from '../kit/language';
import { useFrame } from './frame';
import { texts } from './texts';

export default function Account({ name, phone }: { name: string; phone: boolean }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const places = usePlaces(open);
  const { mode, setMode, language, setLanguage } = useFrame();
  async function signOut() {
    await ask('DELETE', 'session');
    location.replace('/sign-in');
  }
  const items: MenuProps['items'] = [
    { key: 'name', label: <strong>{name}</strong>, disabled: true },
    { type: 'divider' },
    ...places,
    {
      key: 'language',
      icon: <TranslationOutlined />,
      label: say(texts.language),
      onClick: () => setLanguage(language === 'zh' ? 'en' : 'zh'),
    },
    {
      key: 'mode',
      icon: mode === 'dark' ? <SunOutlined /> : <MoonOutlined />,
      label: say(mode === 'dark' ? texts.light : texts.dark),
      onClick: () => setMode(mode === 'dark' ? 'light' : 'dark'),
    },
    { key: 'docs', icon: <QuestionCircleOutlined />, label: <a href="/docs">{say(texts.docs)}</a> },
    { key: 'password', label: <a href="/password">{say(texts.password)}</a> },
    { type: 'divider' },
    { key: 'out', label: say(texts.signOut), onClick: () => void signOut() },
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{ items, className: 'account-menu' }}
      placement="bottomRight"
      onOpenChange={setOpen}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={`${say(texts.account)} ${name}`} data-testid="account">
        {phone ? null : name}
      </Button>
    </Dropdown>
  );
}

/** The companies and sites to choose from, each only where there are several; asked for when the menu opens. */
function usePlaces(open: boolean): NonNullable<MenuProps['items']> {
  const say = useSay();
  const session = useSession();
  const asked = { enabled: open, staleTime: 60_000 };
  const companies = useQuery({
    ...asked,
    queryKey: ['companies'],
    queryFn: () => ask('GET', 'companies'),
  });
  const sites = useQuery({
    ...asked,
    queryKey: ['sites'],
    queryFn: () => ask('GET', 'sites'),
  });
  // Everything on the screen belongs to the place left behind, so the pages start anew.
  const move = async (body: { company?: string; site?: string }) => {
    await ask('PATCH', 'session', { body });
    if (body.company) location.assign('/');
    else location.reload();
  };
  const group = (key: 'company' | 'site', chosen: string, options: [string, string][]) =>
    options.length < 2
      ? []
      : [
          {
            key,
            type: 'group' as const,
            label: say(texts[key]),
            children: options.map(([value, label]) => ({
              key: `${key}.${value}`,
              label: <span aria-current={value === chosen}>{label}</span>,
              icon: <CheckOutlined style={{ visibility: value === chosen ? 'visible' : 'hidden' }} />,
              onClick: () => void (value === chosen || move({ [key]: value })),
            })),
          },
          { type: 'divider' as const },
        ];
  const own = (sites.data?.rows ?? [])
    .map((each) => ({ id: each.id, label: each.label ?? each.number ?? '' }))
    .sort((one, other) => one.label.localeCompare(other.label));
  return [
    ...group(
      'company',
      session?.company ?? '',
      (companies.data?.rows ?? []).map((each) => [each.key, each.name]),
    ),
    ...(own.length < 2
      ? []
      : group('site', session?.site ?? '', [
          ['', say(texts.allSites)],
          ...own.map((each): [string, string] => [each.id, each.label]),
        ])),
  ];
}
