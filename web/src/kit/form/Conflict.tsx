/** Two people changed one record: what it was, what I made of it, what is saved now, side by side, field by field. */
import { Modal, Radio } from 'antd';
import { useState } from 'react';
import { kindOf, type Model } from '../../api/definitions';
import type { Row, Value } from '../../api/records';
import { fullInstant } from '../format';
import { useLanguage, useSay } from '../language';
import { asLink, linkText, plainText } from '../show';
import { texts } from './texts';

export interface ConflictProps {
  model: Model;
  /** The record as it was when the form was opened, as it is now, and the values in the form. */
  before: Row;
  now: Row;
  mine: Record<string, Value>;
  keys: string[];
  onKeep: (keys: string[]) => void;
  onDiscard: () => void;
  onClose: () => void;
  busy: boolean;
}

export function Conflict({ model, before, now, mine, keys, onKeep, onDiscard, onClose, busy }: ConflictProps) {
  const say = useSay();
  const language = useLanguage();
  const theirs = (key: string) => JSON.stringify(before[key] ?? null) !== JSON.stringify(now[key] ?? null);
  const [kept, setKept] = useState<ReadonlySet<string>>(() => new Set(keys.filter((key) => !theirs(key))));
  const words = (key: string, value: Value): string => {
    const field = model.fields[key];
    if (!field) return '';
    return kindOf(field) === 'lines'
      ? say(texts.linesCount, { count: Array.isArray(value) ? value.length : 0 })
      : plainText(field, value, language);
  };
  const by = asLink(now['updated_by']);
  const choose = (key: string, own: boolean) => {
    const next = new Set(kept);
    if (own) next.add(key);
    else next.delete(key);
    setKept(next);
  };
  return (
    <Modal
      open
      width={760}
      title={say(texts.conflictTitle)}
      okText={say(texts.conflictKeep)}
      cancelText={say(texts.conflictTake)}
      confirmLoading={busy}
      onOk={() => onKeep([...kept])}
      cancelButtonProps={{ onClick: onDiscard }}
      onCancel={onClose}
    >
      <p>
        {say(texts.conflictText, { user: by ? linkText(by) : '', time: fullInstant(String(now['updated_at'] ?? '')) })}
      </p>
      <div className="table-scroll" data-testid="conflict">
        <table className="plain-table conflict">
          <thead>
            <tr>
              <th scope="col">{say(texts.conflictField)}</th>
              <th scope="col">{say(texts.conflictWas)}</th>
              <th scope="col">{say(texts.conflictMine)}</th>
              <th scope="col">{say(texts.conflictTheirs)}</th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key}>
                <th scope="row">{say(model.fields[key]?.label)}</th>
                <td className="none">{words(key, before[key])}</td>
                <td>
                  <Radio checked={kept.has(key)} onChange={() => choose(key, true)}>
                    {words(key, mine[key])}
                  </Radio>
                </td>
                <td>
                  <Radio checked={!kept.has(key)} onChange={() => choose(key, false)}>
                    {words(key, now[key])}
                  </Radio>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}
