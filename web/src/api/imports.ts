/** Files in: uploaded, checked, corrected, loaded; each step answers with the whole import. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { download } from './client';
import { refresh } from './queries';
import { ask, type Served } from './served';

export type Import = Served['Import'];
export type ImportMode = Import['mode'];
export type OnKnown = Import['on_known'];
export type ImportColumn = Served['ImportColumn'];
export type ImportError = Served['ImportFault'];
export type ImportCounts = Served['ImportCounts'];
export type Amendment = Served['ImportChange'];

const POLL = 1_000;

/** One import, asked again while a job takes it. */
export function useImport(id: string | undefined) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: () => ask('GET', 'imports/{name}', { path: { name: id ?? '' } }),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? POLL : false),
  });
}

export function useImports(model?: string) {
  return useQuery({
    queryKey: ['imports', model ?? ''],
    queryFn: () => ask('GET', 'imports', { query: { model } }),
  });
}

export function useImportActs() {
  const client = useQueryClient();
  const kept = (found: Import) => client.setQueryData(['import', found.id], found);
  const upload = useMutation({
    mutationFn: ({ model, file }: { model: string; file: File }) => {
      const form = new FormData();
      form.append('model', model);
      form.append('dry_run', 'true');
      form.append('file', file, file.name);
      return ask('POST', 'imports', { form });
    },
    onSuccess: kept,
  });
  const amend = useMutation({
    mutationFn: ({ id, ...body }: Amendment & { id: string }) =>
      ask('PATCH', 'imports/{name}', { path: { name: id }, body }),
    onSuccess: kept,
  });
  const run = useMutation({
    mutationFn: (id: string) => ask('POST', 'imports/{name}/run', { path: { name: id } }),
    onSuccess: (found) => {
      kept(found);
      return refresh(client);
    },
  });
  const cancel = useMutation({
    mutationFn: (id: string) => ask('POST', 'imports/{name}/cancel', { path: { name: id } }),
    onSuccess: kept,
  });
  return { upload, amend, run, cancel };
}

export function downloadTemplate(model: string, format: 'csv' | 'xlsx', lang: string): Promise<void> {
  return download('GET', `imports/template/${model}`, { query: { format, lang } }, `${model}.${format}`);
}

export function downloadErrors(id: string, format: 'csv' | 'xlsx'): Promise<void> {
  return download('GET', `imports/${id}/errors`, { query: { format } }, `errors.${format}`);
}
