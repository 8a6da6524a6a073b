/** Put a lot on hold: a reason, what it means, and from the answer on nothing of it leaves by any path. */
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { refresh, useModel } from '../../api/queries';
import { records } from '../../api/records';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import { texts } from './texts';

export function HoldButton({ lot, code }: { lot: string; code: string }) {
  const say = useSay();
  const model = useModel('hold');
  const [open, setOpen] = useState(false);
  const may =
    model !== undefined && model.may.create.length > 0 && model.may.steps.some((each) => ['open', '*'].includes(each));
  if (!may) return null;
  return (
    <>
      <Button danger data-testid="hold" onClick={() => setOpen(true)}>
        {say(texts.hold)}
      </Button>
      {open && <HoldDialog lot={lot} code={code} onClose={() => setOpen(false)} />}
    </>
  );
}

function HoldDialog({ lot, code, onClose }: { lot: string; code: string; onClose: () => void }) {
  const say = useSay();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const hold = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      const draft = await records.create('hold', { scope: 'lot', lot, reason_text: reason.trim() });
      const active = await records.step('hold', draft, 'open');
      await refresh(client);
      void message.success(`${say(texts.heldBy)} ${active.number ?? ''}`);
      onClose();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={say(texts.holdTitle, { lot: code })}
      okText={say(texts.hold)}
      cancelText={say(texts.cancel)}
      okButtonProps={{ danger: true, disabled: reason.trim() === '', loading: busy }}
      onOk={() => void hold()}
      onCancel={onClose}
    >
      <p>{say(texts.holdText)}</p>
      <ProblemAlert problem={problem} />
      <Input.TextArea
        autoFocus
        rows={3}
        aria-label={say(texts.reason)}
        placeholder={say(texts.reason)}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  );
}
