/** The usage decision: the computed verdict, the quantity split, and what follows, before anything is sent. */
import { Button, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { useModel, useStep } from '../../api/queries';
import { newKey } from '../../api/key';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { ProblemAlert } from '../../kit/parts';
import { ACTIONS, leftOver, proposed, type Code, type Posting } from './decision';
import type { Lot } from './data';
import { texts } from './texts';

const FOLLOWS = {
  unrestricted: texts.willFree,
  blocked: texts.willBlock,
  sample: texts.willSample,
  scrap: texts.willScrap,
} as const;

/** The button of the decision, where this user may take it and the lot waits for it. */
export function DecideButton({ lot }: { lot: Lot }) {
  const say = useSay();
  const model = useModel('inspection_lot');
  const [open, setOpen] = useState(false);
  const may = model?.may.steps.some((each) => each === 'decide' || each === '*') ?? false;
  if (!may || lot.state !== 'evaluated') return null;
  return (
    <>
      <Button type="primary" size="large" data-testid="decide" onClick={() => setOpen(true)}>
        {say(texts.decide)}
      </Button>
      {open && <Decide lot={lot} onClose={() => setOpen(false)} />}
    </>
  );
}

function usedUp(lot: Lot): number {
  return Math.max(
    0,
    ...lot.lines
      .filter((line) => line.destructive)
      .map((line) => Number((line as { inspected?: number }).inspected ?? 0)),
  );
}

function Decide({ lot, onClose }: { lot: Lot; onClose: () => void }) {
  const say = useSay();
  const step = useModel('inspection_lot')?.steps?.['decide'];
  const take = useStep('inspection_lot');
  const remaining = String(lot.row['remaining'] ?? '0');
  const verdict: Code = lot.row['verdict'] === 'accept' ? 'accept' : 'reject';
  const [code, setCode] = useState<Code>(verdict);
  const [postings, setPostings] = useState<Posting[]>(() => proposed(verdict, remaining, usedUp(lot)));
  const [comment, setComment] = useState('');
  const left = code === 'retest' ? undefined : leftOver(remaining, postings);
  const ready = code === 'retest' || left?.isZero() === true;
  const codes = (step?.inputs['code']?.choices ?? []).filter((each) => each.key !== 'accept' || verdict === 'accept');

  const choose = (next: Code) => {
    setCode(next);
    setPostings(proposed(next, remaining, usedUp(lot)));
  };
  const submit = () =>
    take.mutate(
      {
        row: lot.row,
        step: 'decide',
        inputs: {
          code,
          ...(comment ? { comment } : {}),
          ...(code === 'retest'
            ? {}
            : { postings: postings.map(({ action, quantity }) => ({ action, quantity: quantity.trim() })) }),
        },
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      open
      title={`${say(texts.decide)} ${lot.number}`}
      width={640}
      onCancel={onClose}
      okText={say(texts.submit)}
      cancelText={say(texts.cancel)}
      okButtonProps={{ disabled: !ready, loading: take.isPending, danger: code === 'reject' }}
      onOk={submit}
    >
      <p className="count">{say(texts.decideHelp)}</p>
      <ProblemAlert problem={take.error} />
      <Radio.Group
        value={code}
        optionType="button"
        options={codes.map((each) => ({ value: each.key, label: say(each.label) }))}
        onChange={(event) => choose(event.target.value as Code)}
      />
      {code !== 'retest' && (
        <Split code={code} lot={lot} postings={postings} onChange={setPostings} left={left?.toFixed()} />
      )}
      <Input.TextArea
        className="insp-comment"
        rows={2}
        aria-label={say(texts.comment)}
        placeholder={say(texts.comment)}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <Consequences code={code} postings={postings} unit={lot.unit} />
    </Modal>
  );
}

interface SplitProps {
  code: Code;
  lot: Lot;
  postings: Posting[];
  left: string | undefined;
  onChange: (postings: Posting[]) => void;
}

function Split({ code, lot, postings, left, onChange }: SplitProps) {
  const say = useSay();
  const actions = useModel('inspection_lot')?.steps?.['decide']?.inputs['postings']?.fields?.['action']?.choices ?? [];
  const options = actions
    .filter((each) => ACTIONS[code].includes(each.key))
    .map((each) => ({ value: each.key, label: say(each.label) }));
  const change = (key: string, values: Partial<Posting>) =>
    onChange(postings.map((each) => (each.key === key ? { ...each, ...values } : each)));
  const rest = left === undefined ? undefined : Number(left);
  return (
    <div className="insp-split" data-testid="split">
      {postings.map((each) => (
        <div key={each.key} className="insp-split-row">
          <Select
            aria-label={say(texts.action)}
            value={each.action}
            options={options}
            onChange={(action) => change(each.key, { action })}
          />
          <Input
            aria-label={say(texts.quantity)}
            inputMode="decimal"
            value={each.quantity}
            suffix={lot.unit}
            onChange={(event) => change(each.key, { quantity: event.target.value })}
          />
          <Button
            type="text"
            aria-label={say(texts.removeLine)}
            disabled={postings.length === 1}
            onClick={() => onChange(postings.filter((other) => other.key !== each.key))}
          >
            ×
          </Button>
        </div>
      ))}
      <p className="insp-split-foot">
        <Button
          size="small"
          onClick={() =>
            onChange([
              ...postings,
              {
                key: newKey(),
                action: options[0]?.value ?? '',
                quantity: rest !== undefined && rest > 0 ? (left ?? '') : '',
              },
            ])
          }
        >
          {say(texts.addLine)}
        </Button>
        <span role="status" className={rest === 0 ? 'tone-good' : 'wrong'}>
          {rest === undefined
            ? say(texts.notNumber)
            : rest === 0
              ? say(texts.balanced)
              : say(rest > 0 ? texts.rest : texts.over, { rest: grouped(Math.abs(rest)), unit: lot.unit })}
        </span>
      </p>
    </div>
  );
}

function Consequences({ code, postings, unit }: { code: Code; postings: readonly Posting[]; unit: string }) {
  const say = useSay();
  const lines =
    code === 'retest'
      ? [say(texts.willRetest)]
      : postings.flatMap((each) => {
          const text = FOLLOWS[each.action as keyof typeof FOLLOWS];
          return text && each.quantity ? [say(text, { quantity: grouped(each.quantity), unit })] : [];
        });
  return (
    <section className="insp-follows" aria-label={say(texts.consequences)}>
      <strong>{say(texts.consequences)}</strong>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}
