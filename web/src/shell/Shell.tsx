/** The frame around every page: head line, menu by role, and the page in a region of its own. */
import { MenuOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { Problem } from '../api/problem';
import { definitionsQuery, sessionQuery } from '../api/queries';
import { useSay } from '../kit/language';
import { Loading, ProblemAlert, Region } from '../kit/parts';
import { NARROW, PHONE, useMedia } from '../kit/screen';
import { texts as common } from '../kit/texts';
import { Bell } from './Bell';
import { Palette } from './Palette';
import { toSignIn } from './Root';
import { texts } from './texts';

// Both come beside the page, not before it.
const Navigation = lazy(() => import('./Navigation'));
const Account = lazy(() => import('./Account'));

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
            <Suspense fallback={null}>
              <Navigation collapsed={narrow} />
            </Suspense>
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
      {open && (
        <Suspense fallback={null}>
          <Navigation onChoose={onClose} />
        </Suspense>
      )}
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
  const [search, setSearch] = useState(false);
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
      <Suspense fallback={<UserOutlined />}>
        <Account name={name} phone={phone} />
      </Suspense>
      <Palette open={search} onOpen={setSearch} />
    </header>
  );
}
