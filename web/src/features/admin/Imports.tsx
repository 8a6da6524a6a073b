/** The files that came in, newest first. */
import { Link } from '@tanstack/react-router';
import { useImports } from '../../api/imports';
import { useDefinitions } from '../../api/queries';
import { fullInstant } from '../../kit/format';
import { texts as importTexts } from '../../kit/import/texts';
import { useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { texts } from './texts';

export default function Imports() {
  const say = useSay();
  const definitions = useDefinitions();
  const imports = useImports();
  const rows = imports.data?.rows ?? [];
  return (
    <PageFrame testId="admin-imports" title={say(texts.imports)} help={say(texts.importsHelp)}>
      <ProblemAlert problem={imports.error} />
      {imports.isPending ? (
        <Loading />
      ) : rows.length === 0 ? (
        <EmptyState title={say(texts.importsNone)} text={say(texts.importsHint)} />
      ) : (
        <div className="panel table-scroll" tabIndex={0} role="region" aria-label={say(texts.imports)}>
          <table className="plain-table phone-cards">
            <thead>
              <tr>
                <th scope="col">{say(texts.file)}</th>
                <th scope="col">{say(texts.model)}</th>
                <th scope="col">{say(texts.at)}</th>
                <th scope="col">{say(texts.state)}</th>
                <th scope="col" className="numeric">
                  {say(texts.rows)}
                </th>
                <th scope="col" className="numeric">
                  {say(texts.wrong)}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <tr key={each.id}>
                  <td>
                    <Link className="anchor" to={`/import/${each.model}/${each.id}`}>
                      {each.file}
                    </Link>
                  </td>
                  <td>{say(definitions?.models[each.model]?.label)}</td>
                  <td className="number">{fullInstant(each.at)}</td>
                  <td>{say(importTexts[`state.${each.state}`])}</td>
                  <td className="numeric" data-label={say(texts.rows)}>
                    {each.counts.rows}
                  </td>
                  <td className="numeric" data-label={say(texts.wrong)}>
                    {each.counts.wrong ?? 0}
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
