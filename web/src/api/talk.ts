/** What people say and keep beside records: comments, attachments, messages, saved views. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { BASE, call } from './client';
import type { Text } from './definitions';
import type { ListView } from './views';

export interface Comment {
  id: string;
  at: string;
  user: { id: string; name: string };
  text: string;
  mentions: string[];
}

export interface FileInfo {
  id: string;
  name: string;
  type: string;
  size: number;
  sha256?: string;
  width?: number;
  height?: number;
  at?: string;
  user?: { id: string; name: string };
}

export interface Notice {
  id: string;
  at: string;
  text: Text;
  model: string | null;
  record: string | null;
  number: string | null;
  read_at: string | null;
}

export interface Person {
  id: string;
  name: string;
  login: string;
}

const beside = (model: string, id: string, what: string): string =>
  `records/${encodeURIComponent(model)}/${encodeURIComponent(id)}/${what}`;

/** Where a file can be opened; pictures and PDF are shown, others saved. */
export function fileAddress(file: Pick<FileInfo, 'id'>, inline = false): string {
  return `${BASE}/files/${file.id}${inline ? '?inline=1' : ''}`;
}

export async function uploadFile(file: File): Promise<FileInfo> {
  const form = new FormData();
  form.append('file', file, file.name);
  return call<FileInfo>('POST', 'files', { form });
}

export function useComments(model: string, id: string) {
  return useQuery({
    queryKey: ['comments', model, id],
    queryFn: () => call<{ rows: Comment[] }>('GET', beside(model, id, 'comments')),
  });
}

export function useSayComment(model: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { text: string; mentions: string[] }) =>
      call<Comment>('POST', beside(model, id, 'comments'), { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['comments', model, id] }),
  });
}

export function useAttachments(model: string, id: string) {
  return useQuery({
    queryKey: ['attachments', model, id],
    queryFn: () => call<{ rows: FileInfo[] }>('GET', beside(model, id, 'attachments')),
  });
}

/** Upload a file and attach it. */
export function useAttach(model: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => {
      const kept = await uploadFile(file);
      return call('POST', beside(model, id, 'attachments'), { body: { file: kept.id } });
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
    mutationFn: (file: string) => call('DELETE', `${beside(model, id, 'attachments')}/${file}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['attachments', model, id] }),
  });
}

export function usePeople(text = '') {
  return useQuery({
    queryKey: ['people', text],
    queryFn: () => call<{ rows: Person[] }>('GET', 'people', { query: { q: text } }),
    staleTime: 60_000,
  });
}

export function useNotices() {
  return useQuery({
    queryKey: ['notifications'],
    queryFn: () =>
      call<{ rows: Notice[]; unread: number; after: string | null }>('GET', 'notifications', { query: { limit: 30 } }),
    refetchInterval: 60_000,
  });
}

export function useReadNotices() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { ids: string[] } | { all: true }) => call('POST', 'notifications/read', { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notifications'] }),
  });
}

export function useViews(model: string) {
  return useQuery({
    queryKey: ['views', model],
    queryFn: () => call<{ rows: ListView[] }>('GET', 'views', { query: { model } }),
    staleTime: 30_000,
  });
}

/** Make, change or delete a view of one's own. */
export function useSaveView(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Partial<ListView>) =>
      call<ListView>(id ? 'PATCH' : 'POST', id ? `views/${id}` : 'views', { body: id ? body : { model, ...body } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['views', model] }),
  });
}

export function useDeleteView(model: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call('DELETE', `views/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['views', model] }),
  });
}
