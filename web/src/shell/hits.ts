/** What a search finds. */
import { ask } from '../api/served';
import type { Definitions, Text } from '../api/definitions';
import { nameField } from '../kit/fields';

export interface Hit {
  to: string;
  title: string;
  kind: Text;
}

/** Records by number, code or name, as the server finds them over everything this user may read. */
export async function findRecords(definitions: Definitions, text: string, signal?: AbortSignal): Promise<Hit[]> {
  const found = await ask('GET', 'search', { query: { q: text, limit: 20 }, ...(signal ? { signal } : {}) });
  return found.rows.flatMap((row) => {
    const model = definitions.models[row.model];
    if (!model) return [];
    const name = (nameField(model) && row.number) || row.id;
    const title = [row.number, row.label].filter((each, at, all) => each && all.indexOf(each) === at).join(' ');
    return [{ to: `/m/${row.model}/${encodeURIComponent(name)}`, title, kind: model.label }];
  });
}
