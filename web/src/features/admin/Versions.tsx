/** The published versions of the definitions, and the way back where it loses nothing. */
import { App, Button } from 'antd';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask as request } from '../../api/served';
import { useDefinitions } from '../../api/queries';
import { fullInstant } from '../../kit/format';
import { useSay } from '../../kit/language';
import { Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { StatusBadge } from '../../kit/tones';
import { texts } from './texts';

/** The note that the server gives what came with the program. */
const SHIPPED = 'shipped apps';
const FEW = 4;

export default function Versions() {
  const say = useSay();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const running = useDefinitions()?.version;
  const versions = useQuery({
    queryKey: ['versions'],
    queryFn: () => request('GET', 'definitions/versions'),
  });
  const back = useMutation({
    mutationFn: (version: number) => request('POST', 'definitions/rollback', { body: { version } }),
    onSuccess: async () => {
      await client.invalidateQueries();
      void message.success(say(texts.saved));
    },
  });
  const ask = (version: number) =>
    modal.confirm({
      title: say(texts.rollbackSure, { version }),
      okText: say(texts.rollback),
      cancelText: say(texts.cancel),
      onOk: () => back.mutate(version),
    });
  return (
    <PageFrame testId="admin-versions" title={say(texts.versions)} help={say(texts.versionsHelp)}>
      <ProblemAlert problem={versions.error ?? back.error} />
      {versions.isPending ? (
        <Loading />
      ) : (
        <div className="panel table-scroll" tabIndex={0} role="region" aria-label={say(texts.versions)}>
          <table className="plain-table phone-cards">
            <thead>
              <tr>
                <th scope="col" className="numeric">
                  {say(texts.version)}
                </th>
                <th scope="col">{say(texts.at)}</th>
                <th scope="col">{say(texts.note)}</th>
                <th scope="col">{say(texts.changes)}</th>
                <th scope="col" aria-label={say(texts.rollback)} />
              </tr>
            </thead>
            <tbody>
              {(versions.data?.rows ?? []).map((each) => (
                <tr key={each.version}>
                  <td className="numeric" data-label={say(texts.version)}>
                    {each.version}
                  </td>
                  <td className="number">{fullInstant(each.published_at)}</td>
                  <td className="wrap">{each.note === SHIPPED ? say(texts.shipped) : each.note}</td>
                  <td className="wrap">
                    {each.plan.length === 0 && <span className="none">{say(texts.noChanges)}</span>}
                    {each.plan.slice(0, FEW).map((step, at) => (
                      <div key={at}>{say(step.text)}</div>
                    ))}
                    {each.plan.length > FEW && <span className="none">+{each.plan.length - FEW}</span>}
                  </td>
                  <td>
                    {each.version === running ? (
                      <StatusBadge field="user" value="active" label={texts.current} />
                    ) : (
                      <Button size="small" onClick={() => ask(each.version)}>
                        {say(texts.rollback)}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </PageFrame>
  );
}
