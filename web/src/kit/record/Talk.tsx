/** What people say about a record and what they attach to it. */
import { DeleteOutlined, DownloadOutlined, FileOutlined, PaperClipOutlined } from '@ant-design/icons';
import { App, Button, Mentions, Popconfirm } from 'antd';
import { useRef, useState } from 'react';
import {
  fileAddress,
  useAttach,
  useAttachments,
  useComments,
  useDetach,
  usePeople,
  useSayComment,
  type FileInfo,
} from '../../api/talk';
import { useSession } from '../../api/queries';
import { ago, fullInstant, grouped } from '../format';
import { useLanguage, useSay } from '../language';
import { ProblemAlert } from '../parts';
import { texts as common } from '../texts';
import { texts } from './texts';

export function Comments({ model, id }: { model: string; id: string }) {
  const say = useSay();
  const language = useLanguage();
  const comments = useComments(model, id);
  const send = useSayComment(model, id);
  const people = usePeople();
  const [text, setText] = useState('');
  const rows = comments.data?.rows ?? [];
  const names = people.data?.rows ?? [];
  const mentions = names.filter((person) => text.includes(`@${person.name}`)).map((person) => person.id);
  const submit = () => text.trim() && send.mutate({ text: text.trim(), mentions }, { onSuccess: () => setText('') });
  return (
    <section className="panel talk" data-testid="comments">
      <h2>
        {say(texts.comments)} {rows.length > 0 && <span className="count">{rows.length}</span>}
      </h2>
      <ul>
        {rows.map((comment) => (
          <li key={comment.id}>
            <p className="timeline-head">
              <strong>{comment.user.name}</strong>
              <time className="none" dateTime={comment.at} title={fullInstant(comment.at)}>
                {ago(comment.at, language)}
              </time>
            </p>
            <p className="talk-text">{comment.text}</p>
          </li>
        ))}
      </ul>
      <ProblemAlert problem={send.error} />
      <Mentions
        aria-label={say(texts.commentHint)}
        placeholder={say(texts.commentHint)}
        autoSize={{ minRows: 1, maxRows: 6 }}
        value={text}
        onChange={setText}
        options={names.map((person) => ({
          value: person.name,
          label: `${person.name} ${person.login}`,
          key: person.id,
        }))}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') submit();
        }}
      />
      {text.trim() && (
        <Button
          className="talk-send"
          type="primary"
          size="small"
          loading={send.isPending}
          onClick={submit}
          data-testid="comment-send"
        >
          {say(texts.commentSend)}
        </Button>
      )}
    </section>
  );
}

export function Attachments({ model, id }: { model: string; id: string }) {
  const say = useSay();
  const { notification } = App.useApp();
  const session = useSession();
  const files = useAttachments(model, id);
  const attach = useAttach(model, id);
  const detach = useDetach(model, id);
  const input = useRef<HTMLInputElement>(null);
  const failed = (problem: Error) => notification.error({ title: problem.message, duration: 0 });
  const add = (chosen: FileList | null) =>
    [...(chosen ?? [])].forEach((file) => attach.mutate(file, { onError: failed }));
  const rows = files.data?.rows ?? [];
  return (
    <section
      className="panel files"
      data-testid="attachments"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer.files);
      }}
    >
      <h2>
        {say(texts.attachments)} {rows.length > 0 && <span className="count">{rows.length}</span>}
      </h2>
      <ul>
        {rows.map((file) => (
          <li key={file.id}>
            <FileLink file={file} />
            {(file.user?.id === session?.id || !file.user) && (
              <Popconfirm
                title={say(texts.detachSure, { name: file.name })}
                okText={say(common.remove)}
                cancelText={say(common.cancel)}
                onConfirm={() => detach.mutate(file.id, { onError: failed })}
              >
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={say(texts.detach, { name: file.name })}
                />
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => add(event.target.files)}
        data-testid="attach-input"
        aria-label={say(texts.attach)}
      />
      <Button
        size="small"
        icon={<PaperClipOutlined />}
        loading={attach.isPending}
        onClick={() => input.current?.click()}
      >
        {say(texts.attach)}
      </Button>
    </section>
  );
}

/** A file by its name and size; a picture also by itself. */
export function FileLink({ file }: { file: FileInfo }) {
  const say = useSay();
  const picture = file.type.startsWith('image/');
  const shown = picture || file.type === 'application/pdf';
  return (
    <span className="file">
      {picture ? <img src={fileAddress(file, true)} alt="" width="36" height="36" loading="lazy" /> : <FileOutlined />}
      <a className="anchor" href={fileAddress(file, shown)} target="_blank" rel="noopener">
        {file.name}
      </a>
      <span className="none nowrap">{sizeWords(file.size)}</span>
      {shown && (
        <a href={fileAddress(file)} className="anchor" aria-label={say(texts.download, { name: file.name })}>
          <DownloadOutlined />
        </a>
      )}
    </span>
  );
}

export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${grouped(bytes / 1000, 0)} kB` : `${grouped(bytes / 1_000_000, 1)} MB`;
}
