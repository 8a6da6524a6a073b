/** Each entry that this device still holds, with what became of it. */
import { Button, Drawer, Popconfirm } from 'antd';
import { useLanguage, useSay } from '../../kit/language';
import { EmptyState } from '../../kit/parts';
import { ago } from '../../kit/times';
import { texts } from './texts';
import type { Entries } from './useEntries';
import type { Photos } from './usePhotos';

interface Props {
  entries: Entries;
  photos: Photos;
}

export default function Held({ entries, photos, onClose }: Props & { onClose: () => void }) {
  const say = useSay();
  return (
    <Drawer open onClose={onClose} title={say(texts.outbox)} size={420}>
      <p className="count">{say(texts.outboxHelp)}</p>
      {entries.waiting.length + photos.waiting.length === 0 ? (
        <EmptyState title={say(texts.outboxEmpty)} />
      ) : (
        <List entries={entries} photos={photos} />
      )}
    </Drawer>
  );
}

function List({ entries, photos }: Props) {
  const say = useSay();
  const language = useLanguage();
  return (
    <>
      <ul className="insp-held">
        {entries.waiting.map((entry) => (
          <li key={entry.id}>
            <span>
              <strong>{entry.lotNumber}</strong>{' '}
              {entry.reading.sample_no === null
                ? `${say(texts.counted)} ${entry.reading.inspected} · ${say(texts.count)} ${entry.reading.nonconforming}`
                : `${say(texts.piece, { piece: entry.reading.sample_no })} ${entry.reading.value}`}
            </span>
            <span className="count">{ago(new Date(entry.at).toISOString(), language)}</span>
            {entry.refused && <p className="wrong">{entry.refused}</p>}
            <Popconfirm title={say(texts.dropSure)} onConfirm={() => void entries.drop(entry)}>
              <Button size="small" type="text" danger>
                {say(texts.drop)}
              </Button>
            </Popconfirm>
          </li>
        ))}
        {photos.waiting.map((photo) => (
          <li key={photo.id}>
            <span>
              <strong>{photo.lotNumber}</strong> {say(texts.photoOf, { name: photo.name })}
            </span>
            <span className="count">{ago(new Date(photo.at).toISOString(), language)}</span>
            {photo.refused && <p className="wrong">{photo.refused}</p>}
            <Popconfirm title={say(texts.dropSure)} onConfirm={() => void photos.drop(photo)}>
              <Button size="small" type="text" danger>
                {say(texts.drop)}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      <Button onClick={entries.retry}>{say(texts.resend)}</Button>
    </>
  );
}
