/** Messages to the user: how many are unread, and the newest; opening one leads to its record. */
import { BellOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useEvents } from '../api/events';
import { useNotices, useReadNotices, type Notice } from '../api/talk';
import { ago, fullInstant } from '../kit/times';
import { useLanguage, useSay } from '../kit/language';
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
  const language = useLanguage();
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
        {rows.map((notice) => (
          <li key={notice.id}>
            <button type="button" className={notice.read_at ? 'notice' : 'notice unread'} onClick={() => open(notice)}>
              <span>{say(notice.text)}</span>
              <span className="none" title={fullInstant(notice.at)}>
                {[notice.number, ago(notice.at, language)].filter(Boolean).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
