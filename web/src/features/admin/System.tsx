/** How the installation is: versions, database, background work, trail, files and disk. */
import { Progress } from 'antd';
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { ask, type Served } from '../../api/served';
import { ago, fullInstant, grouped, NONE } from '../../kit/format';
import { useLanguage, useSay, type Say } from '../../kit/language';
import { FactsStrip, Loading, PageFrame, ProblemAlert, type Fact } from '../../kit/parts';
import { ToneShape } from '../../kit/tones';
import { bytes } from './bytes';
import { texts } from './texts';

type System = Served['System'];
type Backup = System['backup'];

const POLL = 15_000;
const JOBS = ['waiting', 'running', 'failed', 'dead', 'done', 'cancelled'] as const;
/** An older backup than this many hours is told as a warning: a day may be missed, not two. */
const OLD = 48;
/** Less free than this part of the disk is told as a warning. */
const SCARCE = 0.1;

export default function SystemPage() {
  const say = useSay();
  const system = useQuery({
    queryKey: ['system'],
    queryFn: () => ask('GET', 'system'),
    refetchInterval: POLL,
  });
  return (
    <PageFrame testId="admin-system" title={say(texts.system)} help={say(texts.systemHelp)}>
      <ProblemAlert problem={system.error} />
      {system.isPending && <Loading />}
      {system.data && <State state={system.data} />}
    </PageFrame>
  );
}

function State({ state }: { state: System }) {
  const say = useSay();
  const { free, total, folder } = state.data;
  const fact = (key: keyof typeof texts, value: Fact['value']): Fact => ({ key, label: say(texts[key]), value });
  const jobs = JOBS.filter((each) => state.jobs[each]);
  const warnings = [
    ...state.warnings,
    ...(state.role.name ? [] : [say(texts.roleMissing)]),
    ...backupWarning(state.backup, say),
    ...(total > 0 && free / total < SCARCE ? [say(texts.scarce, { free: bytes(free) })] : []),
  ];
  return (
    <div className="stacked">
      {warnings.map((each) => (
        <div key={each} role="alert" className="problem">
          <ToneShape tone="held" />
          <div className="problem-body">{each}</div>
        </div>
      ))}
      <Section title={say(texts.program)}>
        <FactsStrip
          facts={[fact('programVersion', state.version), fact('definitionsVersion', String(state.definitions))]}
        />
      </Section>
      <Section title={say(texts.database)}>
        <FactsStrip
          facts={[
            fact('server', `PostgreSQL ${state.postgresql}`),
            fact('size', bytes(state.database_bytes)),
            fact('databaseRole', state.role.name ? <code>{state.role.name}</code> : say(texts.roleOwner)),
            fact('connections', say(texts.of, { count: state.connections, most: state.most_connections })),
          ]}
        />
      </Section>
      <Section title={say(texts.jobs)} more={<Link to="/admin/jobs">{say(texts.open)}</Link>}>
        {jobs.length === 0 ? (
          <p className="none">{say(texts.jobsNone)}</p>
        ) : (
          <FactsStrip
            facts={jobs.map((each) => ({
              key: each,
              label: say(texts[`job.${each}`]),
              value: <span className={each === 'dead' ? 'wrong' : ''}>{grouped(state.jobs[each] ?? 0)}</span>,
            }))}
          />
        )}
      </Section>
      <Section title={say(texts.trail)}>
        <FactsStrip
          facts={[
            fact('changedAt', <Moment at={state.changed_at} />),
            fact('sealedAt', <Moment at={state.sealed_at} />),
          ]}
        />
      </Section>
      <Section title={say(texts.backup)}>
        <FactsStrip
          facts={[
            fact(
              'backupAt',
              state.backup.state === 'made' ? <Moment at={state.backup.at} /> : say(texts.backupUnknown),
            ),
          ]}
        />
      </Section>
      <Section title={say(texts.storage)}>
        <FactsStrip
          facts={[
            fact('attachments', `${grouped(state.files)} · ${bytes(Number(state.file_bytes))}`),
            fact('folder', <code>{folder}</code>),
            fact('free', say(texts.of, { count: bytes(free), most: bytes(total) })),
          ]}
        />
        {total > 0 && (
          <Progress
            percent={Math.round(((total - free) / total) * 100)}
            strokeColor={free / total < SCARCE ? 'var(--tone-held)' : 'var(--z-accent)'}
            aria-label={say(texts.used)}
          />
        )}
      </Section>
    </div>
  );
}

function backupWarning(backup: Backup, say: Say): string[] {
  switch (backup.state) {
    case 'none':
      return [say(texts.backupNone, { file: backup.file })];
    case 'unreadable':
      return [say(texts.backupUnreadable, { file: backup.file, text: backup.text })];
    case 'made':
      return backup.hours > OLD ? [say(texts.backupOld, { days: Math.floor(backup.hours / 24) })] : [];
  }
}

function Section({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel">
      <h2>
        {title} {more && <small>{more}</small>}
      </h2>
      {children}
    </section>
  );
}

function Moment({ at }: { at: string | null }) {
  const language = useLanguage();
  if (!at) return NONE;
  return (
    <time dateTime={at}>
      {fullInstant(at)} <span className="none">{ago(at, language)}</span>
    </time>
  );
}
