/** How often each defect code was found: chosen codes with a count each, and a list to add from. */
import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { records } from '../../api/records';
import { useSay } from '../../kit/language';
import type { DefectCount } from './model';
import { texts } from './texts';

interface Props {
  /** The class of the characteristic: its codes come first. */
  of: string;
  value: readonly DefectCount[];
  onChange: (value: DefectCount[]) => void;
}

interface Code {
  id: string;
  code: string;
  name: string;
  class: string;
}

/** The defect codes in use, those of a class first. */
function useCodes(of: string): Code[] {
  const found = useQuery({
    queryKey: ['list', 'defect_code', 'active'],
    queryFn: async () =>
      (
        await records.list('defect_code', {
          where: { field: 'active', op: 'eq', value: true },
          fields: 'id,code,name,class',
          sort: 'code',
          limit: 500,
        })
      ).rows,
    staleTime: 300_000,
  });
  const codes = (found.data ?? []).map((row) => ({
    id: row.id,
    code: String(row['code'] ?? ''),
    name: String(row['name'] ?? ''),
    class: String(row['class'] ?? ''),
  }));
  return [...codes.filter((each) => each.class === of), ...codes.filter((each) => each.class !== of)];
}

export function Defects({ of, value, onChange }: Props) {
  const say = useSay();
  const codes = useCodes(of);
  const named = (id: string) => codes.find((each) => each.id === id);
  const put = (defect: string, count: number) =>
    onChange(
      count < 1
        ? value.filter((each) => each.defect !== defect)
        : value.map((each) => (each.defect === defect ? { ...each, count } : each)),
    );
  const free = codes.filter((each) => !value.some((has) => has.defect === each.id));
  if (codes.length === 0 && value.length === 0) return null;
  return (
    <div className="insp-defects" role="group" aria-label={say(texts.byCode)} data-testid="defects">
      {value.map((each) => {
        const name = `${named(each.defect)?.code ?? ''} ${named(each.defect)?.name ?? ''}`.trim();
        return (
          <div key={each.defect} className="insp-defect" data-defect={named(each.defect)?.code}>
            <span>{name}</span>
            <button
              type="button"
              aria-label={`${name} ${say(texts.less)}`}
              onClick={() => put(each.defect, each.count - 1)}
            >
              −
            </button>
            <output className="number">{each.count}</output>
            <button
              type="button"
              aria-label={`${name} ${say(texts.more)}`}
              onClick={() => put(each.defect, each.count + 1)}
            >
              +
            </button>
          </div>
        );
      })}
      {free.length > 0 && (
        <Select
          size="large"
          showSearch
          value={null}
          placeholder={`+ ${say(texts.addCode)}`}
          aria-label={say(texts.addCode)}
          optionFilterProp="label"
          options={free.map((each) => ({ value: each.id, label: `${each.code} ${each.name}` }))}
          onSelect={(id: string | null) => id !== null && onChange([...value, { defect: id, count: 1 }])}
        />
      )}
    </div>
  );
}
