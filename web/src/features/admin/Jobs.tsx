/** Background work: what waits, runs, failed and is dead; dead letters are run again from here. */
import { App, Button, Progress, Segmented } from 'antd';
import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask } from '../../api/served';
import { fullInstant, instant, NONE } from '../../kit/format';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { StatusBadge } from '../../kit/tones';
import { texts } from './texts';

const STATES = ['waiting', 'running', 'failed', 'dead', 'done', 'cancelled'] as const;

const POLL = 3_000;

export default function Jobs() {
  const say = useSay();
  const client = useQueryClient();
  const { notification } = App.useApp();
  const [state, setState] = useState<string>('');
  const [limit, setLimit] = useState(50);
  const jobs = useQuery({
    queryKey: ['jobs', state, limit],
    queryFn: () => ask('GET', 'jobs', { query: { state, limit } }),
    refetchInterval: POLL,
  });
  const act = useMutation({
    mutationFn: ({ id, what }: { id: string; what: 'replay' | 'cancel' }) =>
      ask('POST', `jobs/{job_id}/${what}`, { path: { job_id: id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
    onError: (problem) => notification.error({ title: problem.message, duration: 0 }),
  });
  const rows = jobs.data?.rows ?? [];
  return (
    <PageFrame testId="admin-jobs" title={say(texts.jobs)} help={say(texts.jobsHelp)}>
      <div className="toolbar">
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: '', label: say(texts.all) },
            ...STATES.map((each) => ({ value: each, label: say(texts[`job.${each}`]) })),
          ]}
        />
      </div>
      <ProblemAlert problem={jobs.error} />
      {jobs.isPending ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyState title={say(texts.jobsNone)} />
      ) : (
        <div className="panel table-scroll" tabIndex={0} role="region" aria-label={say(texts.jobs)}>
          <table className="plain-table phone-cards">
            <thead>
              <tr>
                {[
                  texts.job,
                  texts.state,
                  texts.progress,
                  texts.attempts,
                  texts.scheduled,
                  texts.ended,
                  texts.error,
                ].map((each) => (
                  <th key={each.en} scope="col">
                    {say(each)}
                  </th>
                ))}
                <th scope="col" aria-label={say(texts.replay)} />
              </tr>
            </thead>
            <tbody>
              {rows.map((job) => (
                <tr key={job.id}>
                  <td>{say(job.label) || job.name}</td>
                  <td>
                    <StatusBadge field="job" value={job.state} label={texts[`job.${job.state}`]} />
                  </td>
                  <td>
                    {job.progress?.total ? (
                      <Progress
                        size="small"
                        percent={Math.round((job.progress.done / job.progress.total) * 100)}
                        aria-label={say(texts.progress)}
                      />
                    ) : (
                      NONE
                    )}
                  </td>
                  <td>
                    {job.attempts} / {job.max_attempts}
                  </td>
                  <td title={job.scheduled_at ? fullInstant(job.scheduled_at) : undefined}>
                    {job.scheduled_at ? instant(job.scheduled_at) : NONE}
                  </td>
                  <td title={job.ended_at ? fullInstant(job.ended_at) : undefined}>
                    {job.ended_at ? instant(job.ended_at) : NONE}
                  </td>
                  <td className="wrap wrong">{job.error ?? ''}</td>
                  <td>
                    {['dead', 'cancelled'].includes(job.state) && (
                      <Button size="small" onClick={() => act.mutate({ id: job.id, what: 'replay' })}>
                        {say(texts.replay)}
                      </Button>
                    )}
                    {['waiting', 'running', 'failed'].includes(job.state) && (
                      <Button size="small" onClick={() => act.mutate({ id: job.id, what: 'cancel' })}>
                        {say(texts.stop)}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {jobs.data?.after && limit < 500 && (
            <Button size="small" onClick={() => setLimit(Math.min(500, limit * 2))}>
              {say(texts.more)}
            </Button>
          )}
        </div>
      )}
    </PageFrame>
  );
}
