/** Messages to the user: how many are unread, and the newest; opening one leads to its record. */
import { BellOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useEvents } from '../api/events';
import { useNotices, useReadNotices, type Notice } from '../api/talk';
import { ago, fullInstant } from '../kit/times';
import { useLanguage, useSay } from '../kit/language';
import { piled, type Pile } from './notices';
import { texts } from './texts';

export function Bell() {
  const say = useSay();
  const notices = useNotices();
  useEvents();
  const [open, setOpen] = useState(false);
  const unread = notices.data?.unread ?? 0;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      destroyOnHidden
      content={<Notices rows={notices.data?.rows ?? []} unread={unread} onDone={() => setOpen(false)} />}
    >
      <span className="bell">
        <Button
          type="text"
          icon={<BellOutlined />}
          aria-label={say(texts.messages, { count: unread })}
          data-testid="bell"
        />
        {unread > 0 && (
          <span className="bell-count" aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </span>
    </Popover>
  );
}

function Notices({ rows, unread, onDone }: { rows: Notice[]; unread: number; onDone: () => void }) {
  const say = useSay();
  const navigate = useNavigate();
  const read = useReadNotices();
  function open(notice: Notice) {
    if (!notice.read_at) read.mutate({ ids: [notice.id] });
    onDone();
    if (notice.model && (notice.number ?? notice.record))
      void navigate({ to: `/m/${notice.model}/${encodeURIComponent(notice.number ?? notice.record ?? '')}` });
  }
  return (
    <div className="notices">
      <p className="timeline-head">
        <strong>{say(texts.messagesTitle)}</strong>
        {unread > 0 && (
          <button type="button" className="plain-button" onClick={() => read.mutate({ all: true })}>
            {say(texts.messagesRead)}
          </button>
        )}
      </p>
      {rows.length === 0 && <p className="none">{say(texts.messagesNone)}</p>}
      <ul>
        {piled(rows).map((pile) => (
          <PileLines key={pile.key} pile={pile} onOpen={open} />
        ))}
      </ul>
    </div>
  );
}

/** One line for messages of a kind; several unfold to their own lines. */
function PileLines({ pile, onOpen }: { pile: Pile; onOpen: (notice: Notice) => void }) {
  const say = useSay();
  const [unfolded, setUnfolded] = useState(false);
  if (pile.rows.length === 1) return <NoticeLine notice={pile.first} onOpen={onOpen} />;
  return (
    <>
      <li>
        <button
          type="button"
          className={pile.unread > 0 ? 'notice unread' : 'notice'}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          <span>{say(pile.first.text)}</span>
          <span className="none">
            {say(texts.messagesPile, { count: pile.rows.length })} {unfolded ? '▴' : '▾'}
          </span>
        </button>
      </li>
      {unfolded && pile.rows.map((notice) => <NoticeLine key={notice.id} notice={notice} onOpen={onOpen} within />)}
    </>
  );
}

function NoticeLine({
  notice,
  onOpen,
  within = false,
}: {
  notice: Notice;
  onOpen: (notice: Notice) => void;
  within?: boolean;
}) {
  const say = useSay();
  const language = useLanguage();
  const place = [notice.number, ago(notice.at, language)].filter(Boolean).join(' · ');
  return (
    <li className={within ? 'notice-within' : ''}>
      <button type="button" className={notice.read_at ? 'notice' : 'notice unread'} onClick={() => onOpen(notice)}>
        {!within && <span>{say(notice.text)}</span>}
        <span className="none" title={fullInstant(notice.at)}>
          {place}
        </span>
      </button>
    </li>
  );
}
