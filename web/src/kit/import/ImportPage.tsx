/** Bringing a table in: upload, map, check, correct in place, load with progress, or take the wrong rows back. */
import { DownloadOutlined, InboxOutlined } from '@ant-design/icons';
import { App, Button, Progress, Result, Segmented, Steps } from 'antd';
import { useRef, useState } from 'react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Model } from '../../api/definitions';
import {
  downloadErrors,
  downloadTemplate,
  useImport,
  useImportActs,
  useImports,
  type Amendment,
  type ImportMode,
  type OnKnown,
  type Import,
} from '../../api/imports';
import { fullInstant } from '../format';
import { useLanguage, useSay } from '../language';
import { EmptyState, FactsStrip, Loading, PageFrame, ProblemAlert } from '../parts';
import { Columns } from './Columns';
import { Errors, type Corrections } from './Errors';
import { texts } from './texts';

export function ImportPage({ name, model, id }: { name: string; model: Model; id?: string }) {
  const say = useSay();
  const found = useImport(id);
  const label = say(model.label);
  if (!model.may.import) return <EmptyState title={say(texts.noRight, { model: label })} />;
  const stage = id === undefined ? 0 : found.data && ['done', 'cancelled'].includes(found.data.state) ? 2 : 1;
  return (
    <PageFrame
      testId={`import-${name}`}
      title={say(texts.title, { model: label })}
      help={say(texts.help)}
      above={
        <Link className="anchor" to={`/m/${name}`}>
          {label}
        </Link>
      }
    >
      <Steps
        size="small"
        className="import-steps"
        current={stage}
        items={[texts.stepUpload, texts.stepCheck, texts.stepDone].map((each) => ({ title: say(each) }))}
      />
      <ProblemAlert problem={found.error} />
      {id === undefined ? (
        <Upload name={name} />
      ) : found.data ? (
        <Checked key={id} name={name} model={model} found={found.data} />
      ) : (
        !found.error && <Loading />
      )}
    </PageFrame>
  );
}

function Upload({ name }: { name: string }) {
  const say = useSay();
  const language = useLanguage();
  const navigate = useNavigate();
  const { notification } = App.useApp();
  const { upload } = useImportActs();
  const input = useRef<HTMLInputElement>(null);
  const send = (files: FileList | null) => {
    const file = files?.[0];
    if (file)
      upload.mutate(
        { model: name, file },
        { onSuccess: (made) => void navigate({ to: `/import/${name}/${made.id}` }) },
      );
  };
  const template = (format: 'csv' | 'xlsx') =>
    void downloadTemplate(name, format, language).catch((problem: Error) =>
      notification.error({ title: problem.message, duration: 0 }),
    );
  return (
    <>
      <ProblemAlert problem={upload.error} />
      <section
        className="panel drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          send(event.dataTransfer.files);
        }}
      >
        <InboxOutlined className="drop-icon" />
        <p>{say(texts.drop)}</p>
        <input
          ref={input}
          type="file"
          accept=".csv,.xlsx,.txt"
          hidden
          onChange={(event) => send(event.target.files)}
          data-testid="import-file"
          aria-label={say(texts.choose)}
        />
        <Button type="primary" loading={upload.isPending} onClick={() => input.current?.click()}>
          {say(texts.choose)}
        </Button>
        <p className="none">{say(texts.limits)}</p>
        <p>
          <Button type="link" icon={<DownloadOutlined />} onClick={() => template('xlsx')} data-testid="template">
            {say(texts.template)}
          </Button>
          <Button type="link" onClick={() => template('csv')}>
            {say(texts.templateCsv)}
          </Button>
        </p>
        <p className="none">{say(texts.templateHint)}</p>
      </section>
      <Earlier name={name} />
    </>
  );
}

/** Imports that were made before, the open ones to be gone on with. */
function Earlier({ name }: { name: string }) {
  const say = useSay();
  const imports = useImports(name);
  const rows = imports.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="panel">
      <h2>{say(texts.history)}</h2>
      <div className="table-scroll" tabIndex={0} role="region" aria-label={say(texts.history)}>
        <table className="plain-table">
          <tbody>
            {rows.map((each) => (
              <tr key={each.id}>
                <td>
                  <Link className="anchor" to={`/import/${name}/${each.id}`}>
                    {each.file}
                  </Link>
                </td>
                <td>{fullInstant(each.at)}</td>
                <td>{say(texts[`state.${each.state}`])}</td>
                <td className="numeric">
                  {each.counts.rows} {say(texts.rows)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Checked({ name, model, found }: { name: string; model: Model; found: Import }) {
  const say = useSay();
  const { notification } = App.useApp();
  const { amend, run, cancel } = useImportActs();
  const [corrections, setCorrections] = useState<Corrections>({});
  const busy = amend.isPending || run.isPending || cancel.isPending;
  const changed = Object.keys(corrections).length;
  const failed = (problem: Error) => notification.error({ title: problem.message, duration: 0 });
  const change = (change: Amendment) =>
    amend.mutate({ id: found.id, ...change }, { onSuccess: () => setCorrections({}), onError: failed });
  function recheck() {
    const list = Object.entries(corrections).map(([place, value]) => {
      const [row = '0', column = '0'] = place.split('.');
      return { row: Number(row), column: Number(column), value };
    });
    change({ corrections: list });
  }
  if (found.state === 'done') return <Done name={name} found={found} />;
  if (found.state === 'cancelled')
    return <Result status="info" title={say(texts.cancelled)} extra={<Another name={name} />} />;
  if (found.state === 'running') {
    const { done, total } = found.progress ?? { done: 0, total: null };
    return (
      <section className="panel">
        <p>{total === null ? say(texts.runningSoon) : say(texts.running, { done, total })}</p>
        <Progress percent={total ? Math.round((done / total) * 100) : 0} />
        <Button onClick={() => cancel.mutate(found.id, { onError: failed })} loading={cancel.isPending}>
          {say(texts.stop)}
        </Button>
      </section>
    );
  }
  const good = found.counts.good ?? 0;
  const wrong = found.counts.wrong ?? 0;
  const errors = found.errors ?? [];
  const ready = good > 0 && (wrong === 0 || found.mode === 'good_rows') && changed === 0;
  return (
    <div className="import-checked">
      <section className="panel">
        <Counts found={found} />
        <div className="import-ways">
          <label>
            <span className="none">{say(texts.mode)}</span>
            <Segmented
              disabled={busy}
              value={found.mode}
              onChange={(mode) => change({ mode: mode as ImportMode })}
              options={[
                { value: 'all_or_nothing', label: say(texts.modeAll) },
                { value: 'good_rows', label: say(texts.modeGood) },
              ]}
            />
          </label>
          <label>
            <span className="none">{say(texts.known)}</span>
            <Segmented
              disabled={busy}
              value={found.on_known}
              onChange={(known) => change({ on_known: known as OnKnown })}
              options={[
                { value: 'update', label: say(texts.knownUpdate) },
                { value: 'skip', label: say(texts.knownSkip) },
                { value: 'refuse', label: say(texts.knownRefuse) },
              ]}
            />
          </label>
          <span className="grow" />
          <Button onClick={() => cancel.mutate(found.id, { onError: failed })}>{say(texts.giveUp)}</Button>
          {changed > 0 ? (
            <Button type="primary" loading={amend.isPending} onClick={recheck} data-testid="recheck">
              {say(texts.recheckCount, { count: changed })}
            </Button>
          ) : (
            <Button
              type="primary"
              disabled={!ready}
              loading={run.isPending}
              onClick={() => run.mutate(found.id, { onError: failed })}
              data-testid="load"
            >
              {say(texts.load, { count: good })}
            </Button>
          )}
        </div>
      </section>
      <section className="panel">
        <h2>{found.counts.errors ? say(texts.errorsTitle, { count: found.counts.errors }) : say(texts.errorsNone)}</h2>
        {errors.length > 0 && (
          <>
            <p className="none">
              {say(texts.errorsHint)}{' '}
              <Button
                type="link"
                size="small"
                icon={<DownloadOutlined />}
                onClick={() => void downloadErrors(found.id, 'xlsx').catch(failed)}
                data-testid="error-file"
              >
                {say(texts.errorFile)}
              </Button>
            </p>
            <Errors model={model} errors={errors} corrections={corrections} onChange={setCorrections} />
            {(found.counts.errors ?? 0) > errors.length && (
              <p className="none">{say(texts.errorsMore, { count: errors.length })}</p>
            )}
          </>
        )}
      </section>
      <section className="panel">
        <h2>{say(texts.columnsTitle)}</h2>
        <p className="none">{say(texts.columnsHint)}</p>
        <Columns
          model={model}
          columns={found.columns}
          busy={busy}
          onChange={(columns) => change({ mapping: { ...found.mapping, columns } })}
        />
      </section>
    </div>
  );
}

function Counts({ found }: { found: Import }) {
  const say = useSay();
  const shown = (['rows', 'good', 'wrong', 'skipped', 'new', 'changed', 'unchanged'] as const).filter(
    (key) => key !== 'skipped' || (found.counts.skipped ?? 0) > 0,
  );
  return (
    <FactsStrip
      facts={[
        { key: 'file', label: say(texts.file), value: found.file },
        ...shown.map((key) => ({
          key,
          label: say(texts[key]),
          value: (
            <strong className={key === 'wrong' && (found.counts.wrong ?? 0) > 0 ? 'wrong' : undefined}>
              {found.counts[key] ?? 0}
            </strong>
          ),
        })),
      ]}
    />
  );
}

function Done({ name, found }: { name: string; found: Import }) {
  const say = useSay();
  const { notification } = App.useApp();
  const counts = {
    new: found.counts.new ?? 0,
    changed: found.counts.changed ?? 0,
    unchanged: found.counts.unchanged ?? 0,
  };
  return (
    <Result
      status="success"
      title={say(texts.doneTitle)}
      subTitle={say(texts.doneText, counts)}
      extra={
        <>
          <Link to={`/m/${name}`}>
            <Button type="primary" data-testid="to-list">
              {say(texts.toList)}
            </Button>
          </Link>
          {(found.counts.wrong ?? 0) > 0 && (
            <Button
              icon={<DownloadOutlined />}
              onClick={() =>
                void downloadErrors(found.id, 'xlsx').catch((problem: Error) =>
                  notification.error({ title: problem.message }),
                )
              }
            >
              {say(texts.errorFile)}
            </Button>
          )}
          <Another name={name} />
        </>
      }
    />
  );
}

function Another({ name }: { name: string }) {
  const say = useSay();
  return (
    <Link to={`/import/${name}`}>
      <Button>{say(texts.another)}</Button>
    </Link>
  );
}
