/** The drawing beside the entry, and a photo of what was found: from the camera of the device or a file. */
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Image } from 'antd';
import { useRef, useState } from 'react';
import { call } from '../../api/client';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import { usePictures, type Lot } from './data';
import { texts } from './texts';

const inline = (file: string) => `/api/v1/files/${file}?inline=1`;

export function Pictures({ lot }: { lot: Lot }) {
  const say = useSay();
  const { message } = App.useApp();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const drawings = usePictures('item', lot.item.id);
  const photos = usePictures('inspection_lot', lot.id);
  const shown = [...(drawings.data ?? []), ...(photos.data ?? [])];

  const upload = async (file: File) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const form = new FormData();
      form.append('file', file);
      const made = await call<{ id: string }>('POST', 'files', { form });
      await call('POST', `records/inspection_lot/${lot.id}/attachments`, { body: { file: made.id } });
      await client.invalidateQueries({ queryKey: ['attachments', 'inspection_lot', lot.id] });
      void message.success(say(texts.photoDone));
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="insp-pictures" aria-label={say(texts.drawing)}>
      <header>
        <h2>{say(texts.drawing)}</h2>
        <Button loading={busy} onClick={() => input.current?.click()}>
          {say(texts.photo)}
        </Button>
        <input
          ref={input}
          hidden
          type="file"
          accept="image/*"
          capture="environment"
          aria-label={say(texts.photo)}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) void upload(file);
          }}
        />
      </header>
      <ProblemAlert problem={problem ?? drawings.error ?? photos.error} />
      {shown.length === 0 ? (
        <p className="count">{say(texts.drawingNone)}</p>
      ) : (
        <Image.PreviewGroup>
          <div className="insp-pictures-row">
            {shown.map((each) => (
              <Image key={each.id} src={inline(each.id)} alt={each.name} height={132} />
            ))}
          </div>
        </Image.PreviewGroup>
      )}
    </section>
  );
}
