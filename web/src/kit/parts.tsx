/** Parts of every page: its frame, facts, empty states, problems, and the boundary that keeps a fault in its region. */
import { Button, Tooltip } from 'antd';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import type { Text } from '../api/definitions';
import { Problem } from '../api/problem';
import { said, useLanguage, useSay } from './language';
import { texts } from './texts';
import { ToneShape } from './tones';

export interface PageFrameProps {
  title: ReactNode;
  /** What stands above the title: the way here. */
  above?: ReactNode;
  /** What stands beside the title: state, number. */
  beside?: ReactNode;
  /** What the page is for, in a sentence. */
  help?: string;
  actions?: ReactNode;
  children: ReactNode;
  /** The content fills the height, such as a list that scrolls by itself. */
  full?: boolean;
  testId?: string;
}

/** The frame of a page: one head line, then the content. */
export function PageFrame({ title, above, beside, help, actions, children, full, testId }: PageFrameProps) {
  return (
    <div className={full ? 'page page-full' : 'page'} data-testid={testId}>
      <header className="page-head">
        <div className="page-title">
          {above && <div className="page-above">{above}</div>}
          <div className="page-line">
            <h1>{title}</h1>
            {help && (
              <Tooltip title={help} trigger={['hover', 'focus', 'click']}>
                <button type="button" className="help" aria-label={help}>
                  ?
                </button>
              </Tooltip>
            )}
            {beside}
          </div>
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export interface Fact {
  key: string;
  label: string;
  value: ReactNode;
}

/** Facts on one line that wraps: label above, value below. */
export function FactsStrip({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <div key={fact.key} className="fact">
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Nothing is here: what this is, why it is empty, and the next act. */
export function EmptyState({ title, text, action }: { title: string; text?: string | undefined; action?: ReactNode }) {
  return (
    <div className="empty">
      <EmptyPicture />
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {action}
    </div>
  );
}

function EmptyPicture() {
  return (
    <svg viewBox="0 0 64 40" width="64" height="40" aria-hidden="true" className="empty-picture">
      <path d="M10 18 20 5h24l10 13v16a2 2 0 0 1-2 2H12a2 2 0 0 1-2-2Z" />
      <path d="M10 18h13c1 0 2 1 2 2 0 3 2 5 7 5s7-2 7-5c0-1 1-2 2-2h13" />
    </svg>
  );
}

/** A problem beside its cause: the sentence, each field's, and the number to quote. It stays until it is solved. */
export function ProblemAlert({ problem, action }: { problem: unknown; action?: ReactNode }) {
  const say = useSay();
  if (!problem) return null;
  const known = problem instanceof Problem ? problem : undefined;
  const lines = (known?.fields ?? []).map((each) => each.message).filter((each) => each && each !== known?.message);
  const serious = known !== undefined && known.status >= 500 && known.requestId !== '';
  return (
    <div role="alert" className="problem" data-testid="problem">
      <ToneShape tone="bad" />
      <div className="problem-body">
        <strong>{problem instanceof Error ? problem.message : String(problem)}</strong>
        {lines.length > 0 && (
          <ul>
            {lines.map((line, at) => (
              <li key={at}>{String(line)}</li>
            ))}
          </ul>
        )}
        {serious && <small>{say(texts.requestId, { id: known.requestId.slice(0, 8) })}</small>}
      </div>
      {action}
    </div>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  const say = useSay();
  return (
    <div className="loading" aria-busy="true" aria-label={say(texts.loading)}>
      {Array.from({ length: rows }, (_none, at) => (
        <span key={at} className="bone" />
      ))}
    </div>
  );
}

/** Whether a fault is a part of the program that a newer release has replaced. */
export function isStaleChunk(error: unknown): boolean {
  return (
    error instanceof Error && /dynamically imported module|module script failed|Importing a module/i.test(error.message)
  );
}

interface Fault {
  error: unknown;
}

/** Keeps a fault in its region; the rest of the page goes on. */
export class Region extends Component<{ children: ReactNode; name?: string }, Fault> {
  override state: Fault = { error: undefined };

  static getDerivedStateFromError(error: unknown): Fault {
    return { error };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    window.dispatchEvent(new CustomEvent('zhihe:fault', { detail: { error, stack: info.componentStack } }));
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Broken error={this.state.error} retry={() => this.setState({ error: undefined })} />;
  }
}

export function Broken({ error, retry }: { error: unknown; retry: () => void }) {
  const language = useLanguage();
  const word = (text: Text) => said(language, text);
  const stale = isStaleChunk(error);
  return (
    <EmptyState
      title={word(stale ? texts.staleTitle : texts.brokenTitle)}
      text={
        stale
          ? word(texts.staleText)
          : `${error instanceof Error ? error.message : String(error)} ${word(texts.brokenText)}`
      }
      action={
        stale ? (
          <Button type="primary" onClick={() => location.reload()}>
            {word(texts.reload)}
          </Button>
        ) : (
          <Button onClick={retry}>{word(texts.retry)}</Button>
        )
      }
    />
  );
}
