/** The question why, over whatever is open; the reason goes into the history with the change. */
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useDefinitions } from '../../api/queries';
import { useSay } from '../language';
import { texts as common } from '../texts';
import { texts } from './texts';
import './reason.css';

const LONGEST = 250;
/** Over other dialogs: a step on many rows asks from within one. */
const ABOVE = 1100;

export default function Dialog({ model, onEnd }: { model: string; onEnd: (reason: string | undefined) => void }) {
  const say = useSay();
  const definitions = useDefinitions();
  const [reason, setReason] = useState('');
  const given = reason.trim();
  const name = say(definitions?.models[model]?.label) || say(texts.record);
  return (
    <Modal
      open
      zIndex={ABOVE}
      title={say(texts.title)}
      okText={say(common.confirm)}
      cancelText={say(common.cancel)}
      okButtonProps={{ disabled: given === '' }}
      onOk={() => onEnd(given)}
      onCancel={() => onEnd(undefined)}
      data-testid="reason-dialog"
    >
      <p className="reason-text">{say(texts.text, { name })}</p>
      <Input.TextArea
        autoFocus
        aria-label={say(texts.reason)}
        placeholder={say(texts.hint)}
        value={reason}
        maxLength={LONGEST}
        rows={3}
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && given) onEnd(given);
        }}
      />
    </Modal>
  );
}
