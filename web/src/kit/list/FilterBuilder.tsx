/** Conditions that people build: field, comparison, value; all or any of them. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { kindOf, type Field, type Model } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import type { Value, Where } from '../../api/records';
import { FieldInput } from '../form/inputs';
import { fieldAt, labelAt } from '../fields';
import { useSay } from '../language';
import { columnKeys, linkedKeys } from './columns';
import { filterOf, offered, OPERATORS, operatorsOf, treeOf, type Condition, type Filter } from './filter';
import { texts } from './texts';

export function FilterBuilder({
  model,
  where,
  onApply,
}: {
  model: Model;
  where: Where | undefined;
  onApply: (where: Where | undefined) => void;
}) {
  const say = useSay();
  const definitions = useDefinitions();
  const keys = columnKeys(model).filter(
    (key) => operatorsOf(fieldAt(definitions, model, key) ?? { type: 'json', label: { zh: '', en: '' } }).length > 0,
  );
  const linked = linkedKeys(definitions, model).filter((key) => {
    const field = fieldAt(definitions, model, key);
    return field !== undefined && operatorsOf(field).length > 0;
  });
  const [filter, setFilter] = useState<Filter>(() => {
    const known = filterOf(where) ?? { join: 'and', conditions: [] };
    return known.conditions.length > 0 ? known : { join: 'and', conditions: [fresh(keys[0] ?? '')] };
  });

  function fresh(key: string): Condition {
    const field = fieldAt(definitions, model, key);
    return { field: key, op: (field && operatorsOf(field)[0]) ?? 'eq' };
  }
  const replace = (at: number, condition: Condition) =>
    setFilter({ ...filter, conditions: filter.conditions.map((each, place) => (place === at ? condition : each)) });
  const options = [...keys, ...linked].map((key) => ({ value: key, label: say(labelAt(definitions, model, key)) }));
  return (
    <form
      className="filter"
      data-testid="filter"
      onSubmit={(event) => {
        event.preventDefault();
        onApply(treeOf(filter));
      }}
    >
      <Segmented
        value={filter.join}
        onChange={(join) => setFilter({ ...filter, join: join === 'or' ? 'or' : 'and' })}
        options={[
          { value: 'and', label: say(texts.matchAll) },
          { value: 'or', label: say(texts.matchAny) },
        ]}
      />
      {filter.conditions.map((given, at) => {
        const field = fieldAt(definitions, model, given.field);
        const condition = field ? offered(given, field) : given;
        return (
          <div key={at} className="filter-line">
            <Select
              aria-label={say(texts.field)}
              showSearch={{ optionFilterProp: 'label' }}
              popupMatchSelectWidth={false}
              value={condition.field}
              options={options}
              onChange={(key) => replace(at, fresh(key))}
            />
            <Select
              aria-label={say(texts.operator)}
              popupMatchSelectWidth={false}
              value={condition.op}
              options={(field ? operatorsOf(field) : []).map((op) => ({ value: op, label: say(OPERATORS[op]) }))}
              onChange={(op) => replace(at, { field: condition.field, op })}
            />
            {field && (
              <ValueInput
                field={field}
                condition={condition}
                onChange={(value) => replace(at, { ...condition, value })}
              />
            )}
            <Button
              type="text"
              icon={<CloseOutlined />}
              aria-label={say(texts.removeCondition)}
              onClick={() =>
                setFilter({ ...filter, conditions: filter.conditions.filter((_each, place) => place !== at) })
              }
            />
          </div>
        );
      })}
      <div className="filter-end">
        <Button
          type="text"
          icon={<PlusOutlined />}
          onClick={() => setFilter({ ...filter, conditions: [...filter.conditions, fresh(keys[0] ?? '')] })}
        >
          {say(texts.addCondition)}
        </Button>
        <span className="grow" />
        <Button onClick={() => onApply(undefined)}>{say(texts.clearFilter)}</Button>
        <Button type="primary" htmlType="submit" data-testid="apply">
          {say(texts.apply)}
        </Button>
      </div>
    </form>
  );
}

/** The input of a value: one, two for a range, several for choices and links, none for «is empty». */
function ValueInput({
  field,
  condition,
  onChange,
}: {
  field: Field;
  condition: Condition;
  onChange: (value: Value) => void;
}) {
  const say = useSay();
  if (['is_null', 'not_null'].includes(condition.op)) return <span />;
  if (condition.op === 'between') {
    const pair = Array.isArray(condition.value) ? condition.value : [];
    return (
      <span className="pair">
        <FieldInput
          field={field}
          label={say(texts.from)}
          value={pair[0]}
          onChange={(from) => onChange([from, pair[1]])}
        />
        <FieldInput field={field} label={say(texts.to)} value={pair[1]} onChange={(to) => onChange([pair[0], to])} />
      </span>
    );
  }
  const kind = kindOf(field);
  const several = ['in', 'not_in'].includes(condition.op);
  const type = several ? (kind === 'choice' ? 'choices' : kind === 'link' ? 'links' : kind) : kind;
  const value = several && kind === 'user' && Array.isArray(condition.value) ? condition.value[0] : condition.value;
  return (
    <FieldInput
      field={{ ...field, type, required: false }}
      label={say(texts.value)}
      value={value}
      onChange={(next) => onChange(several && kind === 'user' ? (next ? [next] : []) : next)}
    />
  );
}
