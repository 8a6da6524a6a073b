/** The drawing beside the entry, and photos of what was found: kept on the device until the lot has them. */
import { Button, Image, Popconfirm } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { PICTURES, refusal } from '../../api/upload';
import { addressOf, sizeWords } from '../../kit/file/value';
import { texts as files } from '../../kit/file/texts';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import { usePictures, type Lot } from './data';
import type { Photo } from './photos';
import { texts } from './texts';
import type { Photos } from './usePhotos';

export function Pictures({ lot, photos }: { lot: Lot; photos: Photos }) {
  const say = useSay();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const own = photos.waiting.filter((each) => each.lot === lot.id);
  const drawings = usePictures('item', lot.item.id);
  const taken = usePictures('inspection_lot', lot.id);
  const shown = [...(drawings.data ?? []), ...(taken.data ?? [])];
  const take = (file: File) => {
    const why = refusal(file, true);
    setProblem(why && say(files[why], { name: file.name, size: sizeWords(file.size) }));
    if (why) return;
    photos.take(lot, file).catch((error: unknown) => setProblem(String(error)));
  };
  return (
    <section className="insp-pictures" aria-label={say(texts.drawing)} data-testid="pictures">
      <header>
        <h2>{say(texts.drawing)}</h2>
        <Button onClick={() => input.current?.click()}>{say(texts.photo)}</Button>
        <input
          ref={input}
          hidden
          type="file"
          accept={PICTURES.join(',')}
          capture="environment"
          aria-label={say(texts.photo)}
          data-testid="photo-input"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) take(file);
            event.target.value = '';
          }}
        />
      </header>
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
      <ProblemAlert problem={drawings.error ?? taken.error} />
      {shown.length === 0 && own.length === 0 && !lot.drawing ? (
        <p className="count">{say(texts.drawingNone)}</p>
      ) : (
        <Image.PreviewGroup>
          <div className="insp-pictures-row">
            {lot.drawing && (
              <Image
                src={addressOf(lot.drawing, true)}
                alt={say(texts.drawingOf, { name: lot.drawing.name })}
                height={200}
              />
            )}
            {shown.map((each) => (
              <Image key={each.id} src={addressOf(each, true)} alt={each.name} height={132} />
            ))}
            {own.map((photo) => (
              <Waiting key={photo.id} photo={photo} drop={photos.drop} />
            ))}
          </div>
        </Image.PreviewGroup>
      )}
    </section>
  );
}

/** A photo that only this device has, with what became of it. */
function Waiting({ photo, drop }: { photo: Photo; drop: Photos['drop'] }) {
  const say = useSay();
  const source = useMemo(() => URL.createObjectURL(photo.content), [photo.content]);
  useEffect(() => () => URL.revokeObjectURL(source), [source]);
  return (
    <figure className="insp-photo">
      <img src={source} alt="" />
      <figcaption>
        {photo.refused === undefined ? (
          <span className="count">
            ○ {say(texts.photoWaiting)} {photo.name}
          </span>
        ) : (
          <>
            <span className="wrong">✕ {photo.refused}</span>
            <Popconfirm title={say(texts.dropSure)} onConfirm={() => void drop(photo)}>
              <Button size="small" danger>
                {say(texts.drop)}
              </Button>
            </Popconfirm>
          </>
        )}
      </figcaption>
    </figure>
  );
}
