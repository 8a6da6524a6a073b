/** The filter in force as chips: each says its condition in words and can be taken away. */
import { Tag } from 'antd';
import type { Model } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import type { Where } from '../../api/records';
import { fieldAt, labelAt } from '../fields';
import { useLanguage, useSay } from '../language';
import { plainText } from '../show';
import { useWords } from './words';
import { filterOf, OPERATORS, treeOf, type Condition } from './filter';
import { texts } from './texts';

export function FilterChips({
  model,
  where,
  onChange,
}: {
  model: Model;
  where: Where | undefined;
  onChange: (where: Where | undefined) => void;
}) {
  const say = useSay();
  if (!where) return null;
  const filter = filterOf(where);
  return (
    <div className="chips" data-testid="chips">
      {filter ? (
        filter.conditions.map((condition, at) => (
          <Tag
            key={at}
            closable
            onClose={(event) => {
              event.preventDefault();
              onChange(treeOf({ ...filter, conditions: filter.conditions.filter((_each, place) => place !== at) }));
            }}
          >
            <Words model={model} condition={condition} />
          </Tag>
        ))
      ) : (
        <Tag closable onClose={() => onChange(undefined)}>
          {say(texts.ownFilter)}
        </Tag>
      )}
      <button type="button" className="plain-button" onClick={() => onChange(undefined)}>
        {say(texts.clearFilter)}
      </button>
    </div>
  );
}

function Words({ model, condition }: { model: Model; condition: Condition }) {
  const definitions = useDefinitions();
  const language = useLanguage();
  const say = useSay();
  const field = fieldAt(definitions, model, condition.field);
  const values = Array.isArray(condition.value)
    ? condition.value
    : condition.value === undefined
      ? []
      : [condition.value];
  const words = useWords(field?.to, values);
  const shown = field
    ? values.map((each) => words[String(each)] ?? plainText(field, each, language))
    : values.map(String);
  return (
    <>
      {say(labelAt(definitions, model, condition.field))} {say(OPERATORS[condition.op])}{' '}
      {shown.join(condition.op === 'between' ? ' ~ ' : '、')}
    </>
  );
}
