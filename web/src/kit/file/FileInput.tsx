/** Choose, drop, paste or photograph a file: how far it is, what it looks like, and the way to be rid of it. */
import { CameraOutlined, CloseOutlined, DeleteOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Progress } from 'antd';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { Field } from '../../api/definitions';
import type { Value } from '../../api/records';
import { PICTURES, refusal, upload, type Uploading } from '../../api/upload';
import { useSay } from '../language';
import { FileShown } from './FileShown';
import { texts } from './texts';
import { fileOf, isPicture, sizeWords } from './value';

interface Props {
  id?: string;
  field: Field;
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
  invalid?: boolean;
  label?: string;
}

export default function FileInput({ id, field, value, onChange, disabled, invalid, label }: Props) {
  const say = useSay();
  const picture = isPicture(field);
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const { under, share, problem, said, take, stop } = useUpload(picture, onChange);
  const kept = fileOf(value);
  const name = label ?? say(field.label);
  const first = (files: FileList | null) => void (files?.[0] && take(files[0]));
  return (
    <div
      role="group"
      aria-label={name}
      className={`file-input${invalid || problem ? ' file-input-wrong' : ''}`}
      data-testid="file-input"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (!disabled && !under) first(event.dataTransfer.files);
      }}
      onPaste={(event) => {
        if (disabled || under || event.clipboardData.files.length === 0) return;
        event.preventDefault();
        first(event.clipboardData.files);
      }}
    >
      {under ? (
        <span className="file-input-under">
          <Progress percent={Math.round(share * 100)} size="small" aria-label={say(texts.sending, { name: under })} />
          <Button size="small" icon={<CloseOutlined />} aria-label={say(texts.stop)} onClick={stop} />
        </span>
      ) : (
        kept && <FileShown file={kept} picture={picture} />
      )}
      {!disabled && !under && (
        <span className="file-input-acts">
          <Button id={id} icon={<PaperClipOutlined />} onClick={() => chooser.current?.click()}>
            {say(kept ? texts.replace : picture ? texts.choosePicture : texts.choose)}
          </Button>
          {picture && (
            <Button icon={<CameraOutlined />} onClick={() => camera.current?.click()}>
              {say(texts.photo)}
            </Button>
          )}
          {kept && (
            <Button
              icon={<DeleteOutlined />}
              aria-label={say(texts.removeOf, { name: kept.name })}
              onClick={() => onChange(null)}
            />
          )}
        </span>
      )}
      {!disabled && !kept && !under && (
        <small className="none">{say(picture ? texts.limitsPicture : texts.limits)}</small>
      )}
      {problem && (
        <small className="wrong" role="alert">
          {problem}
        </small>
      )}
      <span className="hidden" role="status">
        {said}
      </span>
      <Chooser box={chooser} name={name} picture={picture} onChoose={first} />
      {picture && <Chooser box={camera} name={name} picture camera onChoose={first} />}
    </div>
  );
}

/** The browser's own way to a file, or to the camera of the device; it is opened by a button. */
function Chooser({
  box,
  name,
  picture,
  camera,
  onChoose,
}: {
  box: RefObject<HTMLInputElement | null>;
  name: string;
  picture: boolean;
  camera?: boolean;
  onChoose: (files: FileList | null) => void;
}) {
  return (
    <input
      ref={box}
      // The form's own style shows what is only marked hidden.
      style={{ display: 'none' }}
      type="file"
      aria-label={name}
      {...(picture ? { accept: PICTURES.join(',') } : {})}
      {...(camera ? { capture: 'environment' as const } : {})}
      data-testid={camera ? 'file-camera' : 'file-chooser'}
      onChange={(event) => {
        onChoose(event.target.files);
        event.target.value = '';
      }}
    />
  );
}

/** One upload at a time; it stops when the form is left. */
function useUpload(picture: boolean, onChange: (value: Value) => void) {
  const say = useSay();
  const [under, setUnder] = useState<string>();
  const [share, setShare] = useState(0);
  const [problem, setProblem] = useState<string>();
  const [said, setSaid] = useState('');
  const running = useRef<Uploading>(undefined);
  useEffect(() => () => running.current?.cancel(), []);
  const take = (file: File) => {
    const why = refusal(file, picture);
    setSaid('');
    setProblem(why && say(texts[why], { name: file.name, size: sizeWords(file.size) }));
    if (why) return;
    setUnder(file.name);
    setShare(0);
    running.current = upload(file, file.name, setShare);
    running.current.done.then(
      ({ id, name, type, size }) => {
        setUnder(undefined);
        setSaid(say(texts.done, { name }));
        onChange({ id, name, type, size });
      },
      (error: unknown) => {
        setUnder(undefined);
        const stopped = error instanceof DOMException && error.name === 'AbortError';
        if (!stopped) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
  };
  return { under, share, problem, said, take, stop: () => running.current?.cancel() };
}
