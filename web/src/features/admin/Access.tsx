/** Who may do what: the rights of each role on each model, in words. */
import { Select } from 'antd';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../api/served';
import { useDefinitions } from '../../api/queries';
import { NONE } from '../../kit/format';
import { useLanguage, useSay } from '../../kit/language';
import { EmptyState, Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { fieldWords, granted, stepWords, type Granted, type Matrix } from './rights';
import { texts } from './texts';

export function useMatrix(enabled = true) {
  return useQuery({ queryKey: ['access'], queryFn: () => ask('GET', 'access'), staleTime: 60_000, enabled });
}

export default function Access() {
  const say = useSay();
  const matrix = useMatrix();
  const [role, setRole] = useState<string>();
  const [model, setModel] = useState<string>();
  return (
    <PageFrame testId="admin-access" title={say(texts.access)} help={say(texts.accessHelp)}>
      <div className="toolbar">
        <Select
          className="quick"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={say(texts.role)}
          placeholder={say(texts.everyRole)}
          value={role ?? null}
          onChange={(next: string | undefined) => setRole(next)}
          options={(matrix.data?.roles ?? []).map((each) => ({ value: each.key, label: say(each.label) }))}
        />
        <Select
          className="quick"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={say(texts.model)}
          placeholder={say(texts.everyModel)}
          value={model ?? null}
          onChange={(next: string | undefined) => setModel(next)}
          options={(matrix.data?.models ?? []).map((each) => ({ value: each.model, label: say(each.label) }))}
        />
      </div>
      <ProblemAlert problem={matrix.error} />
      {matrix.isPending && <Loading />}
      {matrix.data && <Rights matrix={matrix.data} rows={granted(matrix.data, role, model)} />}
      {matrix.data && !model && <Operations matrix={matrix.data} role={role} />}
    </PageFrame>
  );
}

function Rights({ matrix, rows }: { matrix: Matrix; rows: Granted[] }) {
  const say = useSay();
  const heads = ['read', 'create', 'write', 'steps', 'delete', 'import', 'export'] as const;
  if (matrix.models.length === 0 || rows.length === 0) return <EmptyState title={say(texts.accessNone)} />;
  return (
    <div className="panel table-scroll" tabIndex={0} role="region" aria-label={say(texts.access)}>
      <table className="plain-table phone-cards rights">
        <thead>
          <tr>
            <th scope="col">{say(texts.model)}</th>
            <th scope="col">{say(texts.role)}</th>
            {heads.map((each) => (
              <th key={each} scope="col">
                {say(texts[`may.${each}`])}
              </th>
            ))}
            <th scope="col">{say(texts.limits)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <RightsRow key={row.key} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RightsRow({ row }: { row: Granted }) {
  const say = useSay();
  const language = useLanguage();
  const definitions = useDefinitions();
  const { rights, model } = row;
  const fields = (paths: string[]) => fieldWords(definitions, model, paths, language);
  const mark = (given: boolean) => (given ? say(texts.yes) : <span className="none">{NONE}</span>);
  const named = (given: true | string[], words: string[], whole: string) =>
    given === true ? whole : given.length === 0 ? mark(false) : words.join(say(texts.comma));
  const list = (given: true | string[]) => (given === true ? [] : given);
  return (
    <tr className={row.span > 0 ? 'first' : ''}>
      {row.span > 0 && (
        <th scope="rowgroup" rowSpan={row.span}>
          {say(row.label)}
        </th>
      )}
      <td className="rights-role">{say(row.role)}</td>
      <td data-label={say(texts['may.read'])}>{mark(rights.read)}</td>
      <td data-label={say(texts['may.create'])} className={list(rights.create).length > 2 ? 'wrap' : ''}>
        {named(rights.create, fields(list(rights.create)), say(texts.allFields))}
      </td>
      <td data-label={say(texts['may.write'])} className={list(rights.write).length > 2 ? 'wrap' : ''}>
        {named(rights.write, fields(list(rights.write)), say(texts.allFields))}
      </td>
      <td data-label={say(texts['may.steps'])} className={list(rights.steps).length > 2 ? 'wrap' : ''}>
        {named(rights.steps, stepWords(definitions, model, list(rights.steps), language), say(texts.allSteps))}
      </td>
      <td data-label={say(texts['may.delete'])}>{mark(rights.delete)}</td>
      <td data-label={say(texts['may.import'])}>{mark(rights.import)}</td>
      <td data-label={say(texts['may.export'])}>{mark(rights.export)}</td>
      <td className={rights.rows !== null || rights.hide.length > 0 ? 'wrap' : ''}>
        {rights.rows !== null && (
          <div>
            {say(texts.onlyRows)} <code>{rights.rows}</code>
          </div>
        )}
        {rights.hide.length > 0 && (
          <div>{say(texts.hidden, { fields: fields(rights.hide).join(say(texts.comma)) })}</div>
        )}
      </td>
    </tr>
  );
}

/** The verbs of apps that a role may call. */
function Operations({ matrix, role }: { matrix: Matrix; role: string | undefined }) {
  const say = useSay();
  const rows = matrix.operations.filter((each) => !role || each.roles.includes(role));
  const label = (key: string) => say(matrix.roles.find((each) => each.key === key)?.label) || key;
  if (rows.length === 0) return null;
  return (
    <section className="panel table-scroll after" tabIndex={0} aria-label={say(texts.operations)}>
      <h2>{say(texts.operations)}</h2>
      <table className="plain-table phone-cards">
        <thead>
          <tr>
            <th scope="col">{say(texts.operation)}</th>
            <th scope="col">{say(texts.roles)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((each) => (
            <tr key={each.operation}>
              <td>{say(each.label)}</td>
              <td className="wrap">{each.roles.map(label).join(say(texts.comma))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
