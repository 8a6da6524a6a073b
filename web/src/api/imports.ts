/** Files in: uploaded, checked, corrected, loaded; each step answers with the whole import. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call, download } from './client';
import type { Text } from './definitions';
import { refresh } from './queries';

export type ImportMode = 'all_or_nothing' | 'good_rows';
export type OnKnown = 'update' | 'skip' | 'refuse';

export interface ImportColumn {
  heading: string;
  sample: string[];
  field: string | null;
  label: Text | null;
}

export interface ImportError {
  row: number;
  column: number | null;
  heading: string | null;
  field: string | null;
  value: string;
  code: string;
  message: string;
}

export interface ImportCounts {
  rows: number;
  good?: number;
  wrong?: number;
  skipped?: number;
  new?: number;
  changed?: number;
  unchanged?: number;
  errors?: number;
}

export interface Import {
  id: string;
  at: string;
  state: 'checked' | 'running' | 'done' | 'failed' | 'cancelled';
  model: string;
  file: string;
  size: number;
  mode: ImportMode;
  on_known: OnKnown;
  mapping: { columns?: Record<string, string | null> } | null;
  columns: ImportColumn[];
  counts: ImportCounts;
  errors: ImportError[];
  progress?: { done: number; total: number } | null;
}

export interface Amendment {
  mapping?: { columns: Record<string, string | null> };
  corrections?: { row: number; column: number; value: string }[];
  mode?: ImportMode;
  on_known?: OnKnown;
}

const POLL = 1_000;

/** One import, asked again while a job takes it. */
export function useImport(id: string | undefined) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: () => call<Import>('GET', `imports/${id ?? ''}`),
    enabled: id !== undefined,
    refetchInterval: (query) => (query.state.data?.state === 'running' ? POLL : false),
  });
}

export function useImports(model?: string) {
  return useQuery({
    queryKey: ['imports', model ?? ''],
    queryFn: () => call<{ rows: Import[] }>('GET', 'imports', { query: { model } }),
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
      return call<Import>('POST', 'imports', { form });
    },
    onSuccess: kept,
  });
  const amend = useMutation({
    mutationFn: ({ id, ...body }: Amendment & { id: string }) => call<Import>('PATCH', `imports/${id}`, { body }),
    onSuccess: kept,
  });
  const run = useMutation({
    mutationFn: (id: string) => call<Import>('POST', `imports/${id}/run`),
    onSuccess: (found) => {
      kept(found);
      return refresh(client);
    },
  });
  const cancel = useMutation({
    mutationFn: (id: string) => call<Import>('POST', `imports/${id}/cancel`),
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
