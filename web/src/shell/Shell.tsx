/** The frame around every page: head line, menu by role, and the page in a region of its own. */
import {
  MenuOutlined,
  MoonOutlined,
  QuestionCircleOutlined,
  SearchOutlined,
  SunOutlined,
  TranslationOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Menu, type MenuProps } from 'antd';
import { Suspense, useEffect, useRef, useState } from 'react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client';
import { Problem } from '../api/problem';
import { definitionsQuery, sessionQuery } from '../api/queries';
import { useSay } from '../kit/language';
import { Loading, ProblemAlert, Region } from '../kit/parts';
import { NARROW, PHONE, useMedia } from '../kit/screen';
import { texts as common } from '../kit/texts';
import { useFrame } from './frame';
import { useMenu, type MenuGroup } from './menu';
import { Bell } from './Bell';
import { Palette } from './Palette';
import { toSignIn } from './Root';
import { texts } from './texts';

export function Shell() {
  const say = useSay();
  const session = useQuery(sessionQuery);
  const definitions = useQuery(definitionsQuery);
  const phone = useMedia(PHONE);
  const narrow = useMedia(NARROW);
  const [open, setOpen] = useState(false);
  const problem = session.error ?? definitions.error;
  const out = problem instanceof Problem && problem.status === 401;
  useEffect(() => {
    if (out) toSignIn(false);
  }, [out]);
  if (out) return null;
  if (problem) {
    return (
      <div className="start-failed">
        <ProblemAlert
          problem={problem}
          action={<Button onClick={() => location.reload()}>{say(common.retry)}</Button>}
        />
      </div>
    );
  }
  if (!session.data || !definitions.data) return <Loading rows={10} />;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {say(texts.skip)}
      </a>
      <Head onMenu={phone ? () => setOpen(true) : undefined} name={session.data.name} phone={phone} />
      <div className="shell-body">
        {phone ? (
          <Drawer open={open} onClose={() => setOpen(false)} />
        ) : (
          <aside className={narrow ? 'sider narrow' : 'sider'}>
            <Navigation collapsed={narrow} />
          </aside>
        )}
        <main id="main" tabIndex={-1}>
          <PageRegion />
        </main>
      </div>
    </div>
  );
}

/** The menu over the page of a phone. */
function Drawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useSay();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-label={say(texts.menu)}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {open && <Navigation onChoose={onClose} />}
    </dialog>
  );
}

/** The page in its region: a fault in it leaves the frame standing and ends with the next address. */
function PageRegion() {
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <Region key={path}>
      <Suspense fallback={<Loading rows={10} />}>
        <Outlet />
      </Suspense>
    </Region>
  );
}

function Head({ onMenu, name, phone }: { onMenu: (() => void) | undefined; name: string; phone: boolean }) {
  const say = useSay();
  const { mode, setMode, language, setLanguage } = useFrame();
  const [search, setSearch] = useState(false);
  async function signOut() {
    await call('DELETE', 'session');
    location.replace('/sign-in');
  }
  const items: MenuProps['items'] = [
    { key: 'name', label: <strong>{name}</strong>, disabled: true },
    { type: 'divider' },
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
    <header className="head">
      {onMenu && (
        <Button type="text" icon={<MenuOutlined />} aria-label={say(texts.menu)} onClick={onMenu} data-testid="menu" />
      )}
      <Link to="/" className="brand" aria-label={`${say(texts.product)} ${say(texts.home)}`}>
        <img src="/favicon.svg" alt="" width="24" height="24" />
        {!phone && <span>{say(texts.product)}</span>}
      </Link>
      <button type="button" className="search-box" onClick={() => setSearch(true)} data-testid="search">
        <SearchOutlined />
        <span>{say(texts.search)}</span>
        {!phone && <kbd>Ctrl K</kbd>}
      </button>
      <span className="grow" />
      <Bell />
      <Dropdown trigger={['click']} menu={{ items }} placement="bottomRight">
        <Button type="text" icon={<UserOutlined />} aria-label={`${say(texts.account)} ${name}`} data-testid="account">
          {phone ? null : name}
        </Button>
      </Dropdown>
      <Palette open={search} onOpen={setSearch} />
    </header>
  );
}

function Navigation({ collapsed, onChoose }: { collapsed?: boolean; onChoose?: () => void }) {
  const say = useSay();
  const groups = useMenu();
  const path = useLocation({ select: (location) => location.pathname });
  const entries = groups.flatMap((group) => group.entries);
  const here = entries
    .filter((entry) => path === entry.to || path.startsWith(`${entry.to}/`))
    .sort((one, other) => other.to.length - one.to.length)[0];
  const owner = groups.find((group) => group.entries.some((entry) => entry.to === here?.to));
  const [opened, setOpened] = useState<string[]>([]);
  const open = [...new Set([...opened, ...(owner ? [owner.key] : [])])];
  const link = (to: string, label: string) => (
    <Link to={to} onClick={onChoose}>
      {label}
    </Link>
  );
  const items: MenuProps['items'] = groups.map((group: MenuGroup) =>
    group.entries.length === 1 && group.key !== 'admin' && group.entries[0]
      ? { key: group.entries[0].to, icon: group.icon, label: link(group.entries[0].to, say(group.entries[0].label)) }
      : {
          key: group.key,
          icon: group.icon,
          label: say(group.label),
          children: group.entries.map((entry) => ({ key: entry.to, label: link(entry.to, say(entry.label)) })),
        },
  );
  return (
    <nav aria-label={say(texts.menu)}>
      <Menu
        mode="inline"
        items={items}
        selectedKeys={here ? [here.to] : []}
        inlineCollapsed={collapsed ?? false}
        {...(collapsed ? {} : { openKeys: open, onOpenChange: setOpened })}
        inlineIndent={14}
      />
    </nav>
  );
}
