/** A signature drawn with finger, pen or mouse beside the typed name; it is kept as a picture and claims no more. */
import { ClearOutlined, DeleteOutlined, EditOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Input, Modal } from 'antd';
import { useRef, useState, type PointerEvent } from 'react';
import type { Field } from '../../api/definitions';
import { useSession } from '../../api/queries';
import type { Value } from '../../api/records';
import { upload } from '../../api/upload';
import { useSay } from '../language';
import { FileShown } from './FileShown';
import { drawingOf, fileNameOf, pathOf, type Point, type Stroke } from './strokes';
import { texts } from './texts';
import { fileOf } from './value';

interface Props {
  id?: string;
  field: Field;
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
  invalid?: boolean;
  label?: string;
}

export default function SignatureInput({ id, field, value, onChange, disabled, invalid, label }: Props) {
  const say = useSay();
  const [drawing, setDrawing] = useState(false);
  const kept = fileOf(value);
  const name = label ?? say(field.label);
  return (
    <div
      role="group"
      aria-label={name}
      className={`file-input${invalid ? ' file-input-wrong' : ''}`}
      data-testid="signature-input"
    >
      {kept && <FileShown file={kept} picture />}
      {!disabled && (
        <span className="file-input-acts">
          <Button id={id} icon={<EditOutlined />} onClick={() => setDrawing(true)}>
            {say(kept ? texts.signAgain : texts.sign)}
          </Button>
          {kept && (
            <Button
              icon={<DeleteOutlined />}
              aria-label={say(texts.removeOf, { name: kept.name })}
              onClick={() => onChange(null)}
            />
          )}
        </span>
      )}
      {drawing && <Signing name={name} onClose={() => setDrawing(false)} onKept={onChange} />}
    </div>
  );
}

function Signing({ name, onClose, onKept }: { name: string; onClose: () => void; onKept: (value: Value) => void }) {
  const say = useSay();
  const pad = useRef<SVGSVGElement>(null);
  const [signer, setSigner] = useState(useSession()?.name ?? '');
  const [strokes, setStrokes] = useState<Stroke[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const keep = async () => {
    const { width, height } = pad.current?.getBoundingClientRect() ?? { width: 0, height: 0 };
    setBusy(true);
    setProblem('');
    try {
      const picture = await pngOf(drawingOf(strokes, Math.round(width), Math.round(height)));
      const { id, name: file, type, size } = await upload(picture, fileNameOf(signer)).done;
      onKept({ id, name: file, type, size });
      onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={640}
      title={name}
      okText={say(texts.keepSignature)}
      cancelText={say(texts.cancel)}
      okButtonProps={{ disabled: strokes.length === 0 || signer.trim() === '', loading: busy }}
      onOk={() => void keep()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <label className="signature-name">
        {say(texts.signer)}
        <Input value={signer} maxLength={80} onChange={(event) => setSigner(event.target.value)} />
      </label>
      <Pad pad={pad} strokes={strokes} onChange={setStrokes} />
      <span className="file-input-acts">
        <Button
          icon={<UndoOutlined />}
          disabled={strokes.length === 0}
          onClick={() => setStrokes(strokes.slice(0, -1))}
        >
          {say(texts.undoStroke)}
        </Button>
        <Button icon={<ClearOutlined />} disabled={strokes.length === 0} onClick={() => setStrokes([])}>
          {say(texts.clearPad)}
        </Button>
      </span>
      {problem && (
        <p className="wrong" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  );
}

/** Where one draws: a pointer that was put down is followed until it is lifted, also beyond the edge. */
function Pad({
  pad,
  strokes,
  onChange,
}: {
  pad: React.RefObject<SVGSVGElement | null>;
  strokes: Stroke[];
  onChange: (strokes: Stroke[]) => void;
}) {
  const say = useSay();
  const [now, setNow] = useState<Point[]>();
  const place = (event: PointerEvent<SVGSVGElement>): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: Math.round((event.clientX - box.left) * 10) / 10, y: Math.round((event.clientY - box.top) * 10) / 10 };
  };
  return (
    <svg
      ref={pad}
      className="signature-pad"
      role="img"
      aria-label={say(texts.padOf, { count: strokes.length })}
      data-testid="signature-pad"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setNow([place(event)]);
      }}
      onPointerMove={(event) => now && setNow([...now, place(event)])}
      onPointerUp={() => {
        if (now) onChange([...strokes, now]);
        setNow(undefined);
      }}
      onPointerCancel={() => setNow(undefined)}
    >
      {[...strokes, ...(now ? [now] : [])].map((stroke, at) => (
        <path key={at} d={pathOf(stroke)} />
      ))}
      {strokes.length === 0 && !now && (
        <text x="50%" y="50%" textAnchor="middle">
          {say(texts.padHint)}
        </text>
      )}
    </svg>
  );
}

const SHARP = 2;

/** A drawing as PNG, twice as fine as the screen showed it. */
async function pngOf(drawing: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * SHARP;
  canvas.height = image.height * SHARP;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error('the drawing cannot be made a picture')))),
  );
}
