/** An electronic signature: who signs what, with what meaning, proved by the password. */
import { Alert, Input, Modal } from 'antd';
import { useState } from 'react';
import type { Sign } from '../../api/client';
import { Problem } from '../../api/problem';
import { useDefinitions } from '../../api/queries';
import { useSay } from '../language';
import { texts as common } from '../texts';
import { texts } from './texts';

/** Over other dialogs: a step with inputs asks from within one. */
const ABOVE = 1100;
const SPACED = { margin: '12px 0 8px' };

interface Words {
  zh: string;
  en: string;
}

export default function SignatureDialog(given: {
  problem: Problem;
  sign: Sign;
  onEnd: (token: string | undefined) => void;
}) {
  const { problem, sign, onEnd } = given;
  const say = useSay();
  const definitions = useDefinitions();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const model = definitions?.models[String(problem.facts['model'])];
  const step = model?.steps?.[String(problem.facts['step'])];
  const meaning = problem.facts['meaning'] as Words | undefined;
  const confirm = async () => {
    setBusy(true);
    try {
      onEnd(await sign(password));
    } catch (error) {
      setWrong(error instanceof Problem ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      zIndex={ABOVE}
      title={say(texts.sign)}
      okText={say(texts.signNow)}
      cancelText={say(common.cancel)}
      okButtonProps={{ disabled: password === '' || busy }}
      onOk={() => void confirm()}
      onCancel={() => onEnd(undefined)}
      data-testid="signature-dialog"
    >
      <p>{say(texts.signText, { name: say(model?.label) || say(texts.record), step: say(step?.label) })}</p>
      {meaning && <p style={SPACED}>{say(texts.meaning, { meaning: say(meaning) })}</p>}
      <Input.Password
        autoFocus
        aria-label={say(texts.password)}
        placeholder={say(texts.password)}
        autoComplete="current-password"
        value={password}
        status={wrong ? 'error' : ''}
        onChange={(event) => setPassword(event.target.value)}
        onPressEnter={() => {
          if (password && !busy) void confirm();
        }}
      />
      {wrong && <Alert type="error" showIcon role="alert" title={wrong} style={SPACED} />}
    </Modal>
  );
}
