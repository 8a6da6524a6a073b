/** A file by its name and size; a picture by itself, to be opened. */
import { FileOutlined } from '@ant-design/icons';
import { useSay } from '../language';
import { texts } from './texts';
import { addressOf, sizeWords, type Kept } from './value';

export function FileShown({ file, picture, small }: { file: Kept; picture: boolean; small?: boolean }) {
  const say = useSay();
  const drawn = picture || file.type.startsWith('image/');
  const shown = drawn || file.type === 'application/pdf';
  return (
    <a
      className={small ? 'file-shown file-shown-small' : 'file-shown'}
      href={addressOf(file, shown)}
      target="_blank"
      rel="noopener"
      onClick={(event) => event.stopPropagation()}
    >
      {drawn ? <img src={addressOf(file, true)} alt="" loading="lazy" /> : <FileOutlined />}
      <span className="hidden">{say(small && drawn ? texts.openOf : texts.open, { name: file.name })}</span>
      {!(small && drawn) && <span className="anchor">{file.name}</span>}
      {!small && file.size !== undefined && <span className="none nowrap">{sizeWords(file.size)}</span>}
    </a>
  );
}
