/** The acts of a record: the next step as the one primary button, the others under 更多. */
import { DownOutlined, EditOutlined } from '@ant-design/icons';
import { App, Button, Dropdown, Modal } from 'antd';
import { useState, type ComponentType } from 'react';
import { Link } from '@tanstack/react-router';
import type { Model } from '../../api/definitions';
import { Problem } from '../../api/problem';
import { useRemove, useStep } from '../../api/queries';
import type { Row } from '../../api/records';
import { nameOf, pathOf } from '../fields';
import { Inputs, inputsProblem } from '../form/StepInputs';
import { useSay } from '../language';
import { useTellNotices } from '../notices';
import { ProblemAlert, Region } from '../parts';
import { texts as common } from '../texts';
import { PrintButton } from './PrintButton';
import { mainStep, stepsNow } from './states';
import { texts } from './texts';

export interface ActsProps {
  name: string;
  model: Model;
  row: Row;
  extras: ComponentType<{ id: string; model: string }>[];
  onRemoved: () => void;
}

export function Acts({ name, model, row, extras, onRemoved }: ActsProps) {
  const say = useSay();
  const { message, notification, modal } = App.useApp();
  const take = useStep(name);
  const tell = useTellNotices();
  const remove = useRemove(name);
  const [open, setOpen] = useState<string>();
  const steps = stepsNow(model, row.state);
  const main = mainStep(steps);
  const others = steps.filter((step) => step !== main);
  const label = (step: string) => say(model.steps?.[step]?.label);
  const mayWrite = model.may.write.length > 0 && !isClosed(model, row);

  function start(step: string) {
    const definition = model.steps?.[step];
    if (!definition || Object.keys(definition.inputs).length > 0 || definition.sign || step !== main)
      return setOpen(step);
    return take.mutate(
      { row, step },
      {
        onSuccess: (taken) => {
          void message.success(say(common.stepDone, { step: label(step) }));
          tell(taken);
        },
        onError: (problem) =>
          notification.error({ title: label(step), description: problem.message, duration: 0, key: 'step' }),
      },
    );
  }
  function ask() {
    const title = say(common.removeSure, { name: nameOf(model, row) });
    modal.confirm({
      title,
      okText: say(common.remove),
      okButtonProps: { danger: true },
      cancelText: say(common.cancel),
      onOk: () =>
        remove.mutateAsync(row).then(
          () => {
            void message.success(say(common.removed, { name: nameOf(model, row) }));
            onRemoved();
          },
          (problem: Error) => notification.error({ title: problem.message, duration: 0 }),
        ),
    });
  }
  const more = [
    ...others.map((step) => ({ key: `step.${step}`, label: label(step), onClick: () => start(step) })),
    ...(model.may.delete ? [{ key: 'remove', label: say(common.remove), danger: true, onClick: ask }] : []),
  ];
  return (
    <>
      {extras.map((Extra, at) => (
        <Region key={at}>
          <Extra id={row.id} model={name} />
        </Region>
      ))}
      <PrintButton name={name} model={model} row={row} />
      {mayWrite && (
        <Link to={`${pathOf(name, model, row)}/edit`}>
          <Button icon={<EditOutlined />} data-testid="edit">
            {say(common.edit)}
          </Button>
        </Link>
      )}
      {more.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items: more }}>
          <Button data-testid="more">
            {say(common.more)} <DownOutlined />
          </Button>
        </Dropdown>
      )}
      {main && (
        <Button
          type="primary"
          loading={take.isPending && !open}
          onClick={() => start(main)}
          data-testid={`step-${main}`}
        >
          {label(main)}
        </Button>
      )}
      {open && <StepDialog name={name} model={model} row={row} step={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

/** A state that no step leaves takes no changes either; the server decides in any case. */
function isClosed(model: Model, row: Row): boolean {
  return model.states !== undefined && (model.states.steps[row.state ?? ''] ?? []).length === 0;
}

export function StepDialog({
  name,
  model,
  row,
  step,
  onClose,
}: {
  name: string;
  model: Model;
  row: Row;
  step: string;
  onClose: () => void;
}) {
  const say = useSay();
  const { message } = App.useApp();
  const take = useStep(name);
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [shown, setShown] = useState(false);
  const definition = model.steps?.[step];
  if (!definition) return null;
  const label = say(definition.label);
  function confirm() {
    setShown(true);
    if (!definition || inputsProblem(definition.inputs, values)) return;
    take.mutate(
      { row, step, inputs: sent(values) },
      {
        onSuccess: () => {
          void message.success(say(common.stepDone, { step: label }));
          onClose();
        },
      },
    );
  }
  const problems =
    take.error instanceof Problem
      ? Object.fromEntries(
          take.error.fields.map((each) => [String(each.field).replace(/^input\./, ''), String(each.message ?? '')]),
        )
      : {};
  return (
    <Modal
      open
      title={say(texts.stepTitle, { step: label, name: nameOf(model, row) })}
      okText={label}
      cancelText={say(common.cancel)}
      confirmLoading={take.isPending}
      onOk={confirm}
      onCancel={onClose}
      mask={{ closable: false }}
      width={Object.values(definition.inputs).some((each) => each.type === 'lines') ? 860 : 520}
      okButtonProps={{ className: 'confirm' }}
    >
      <div onKeyDown={(event) => event.ctrlKey && event.key === 'Enter' && confirm()}>
        <ProblemAlert problem={take.error} />
        <Inputs fields={definition.inputs} values={values} onChange={setValues} shown={shown} problems={problems} />
        {definition.sign && <p className="none">{say(texts.sign, { meaning: say(definition.sign) })}</p>}
      </div>
    </Modal>
  );
}

/** Inputs as the API takes them: nothing for what was left empty, links as identities, lines without their keys. */
export function sent(values: Record<string, unknown>): Record<string, unknown> {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.map((each) => (isObject(each) && !('label' in each) ? lineSent(each) : plain(each)));
    return isObject(value) && typeof value['id'] === 'string' ? value['id'] : value;
  };
  const lineSent = (line: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(line)
        .filter(([key, each]) => key !== 'id' && each !== null && each !== undefined)
        .map(([key, each]) => [key, plain(each)]),
    );
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([key, value]) => [key, plain(value)]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
