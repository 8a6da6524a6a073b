/** What people say and keep beside records: comments, attachments, messages, saved views. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BASE } from './client';
import { ask, type Served } from './served';
import type { ListView } from './views';

export type Comment = Served['Comment'];
export type FileInfo = Served['File'];
export type Notice = Served['Notification'];
export type Person = Served['Person'];

/** Where a file can be opened; pictures and PDF are shown, others saved. */
export function fileAddress(file: Pick<FileInfo, 'id'>, inline = false): string {
  return `${BASE}/files/${file.id}${inline ? '?inline=1' : ''}`;
}

export async function uploadFile(file: File): Promise<FileInfo> {
  const form = new FormData();
  form.append('file', file, file.name);
  return ask('POST', 'files', { form });
}

export function useComments(model: string, id: string) {
  return useQuery({
    queryKey: ['comments', model, id],
    queryFn: () => ask('GET', 'records/{model}/{name}/comments', { path: { model, name: id } }),
  });
}

export function useSayComment(model: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; mentions: string[] }) =>
      ask('POST', 'records/{model}/{name}/comments', { path: { model, name: id }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['comments', model, id] }),
  });
}

export function useAttachments(model: string, id: string) {
  return useQuery({
    queryKey: ['attachments', model, id],
    queryFn: () => ask('GET', 'records/{model}/{name}/attachments', { path: { model, name: id } }),
  });
}

/** Upload a file and attach it. */
export function useAttach(model: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const kept = await uploadFile(file);
      return ask('POST', 'records/{model}/{name}/attachments', { path: { model, name: id }, body: { file: kept.id } });
    },
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [what, of, record] }) =>
          ['attachments', 'why'].includes(String(what)) && of === model && record === id,
      }),
  });
}

export function useDetach(model: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: string) =>
      ask('DELETE', 'records/{model}/{name}/attachments/{file_id}', { path: { model, name: id, file_id: file } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['attachments', model, id] }),
  });
}

export function usePeople(text = '') {
  return useQuery({
    queryKey: ['people', text],
    queryFn: () => ask('GET', 'people', { query: { q: text } }),
    staleTime: 60_000,
  });
}

export function useNotices() {
  return useQuery({
    queryKey: ['notifications'],
    queryFn: () => ask('GET', 'notifications', { query: { limit: 30 } }),
    refetchInterval: 60_000,
  });
}

export function useReadNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { ids: string[] } | { all: true }) => ask('POST', 'notifications/read', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
}

export function useViews(model: string) {
  return useQuery({
    queryKey: ['views', model],
    queryFn: () => ask('GET', 'views', { query: { model } }) as Promise<{ rows: ListView[] }>,
    staleTime: 30_000,
  });
}

/** Make, change or delete a view of one's own. */
export function useSaveView(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Partial<ListView>) =>
      (id
        ? ask('PATCH', 'views/{view_id}', { path: { view_id: id }, body: body as Served['ViewWanted'] })
        : ask('POST', 'views', { body: { model, ...body } as Served['ViewWanted'] })) as Promise<ListView>,
    onSuccess: () => client.invalidateQueries({ queryKey: ['views', model] }),
  });
}

export function useDeleteView(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask('DELETE', 'views/{view_id}', { path: { view_id: id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['views', model] }),
  });
}
