/** A file on its way to the server, with how far it is; `fetch` tells nothing of that, so the older way is taken. */
import { address, speaksOf } from './client';
import { newKey } from './key';
import { Problem, problemOf } from './problem';
import type { Served } from './served';

/** What the server takes at most; it counts again. */
export const LARGEST = 25_000_000;
export const PICTURES = ['image/jpeg', 'image/png', 'image/webp'];

export interface Uploading {
  done: Promise<Served['File']>;
  cancel: () => void;
}

/** Send a file; `key` makes a repeat after a lost answer the same upload. */
export function upload(file: Blob, name: string, onProgress?: (share: number) => void, key = newKey()): Uploading {
  const request = new XMLHttpRequest();
  const form = new FormData();
  form.append('file', file, name);
  const done = new Promise<Served['File']>((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as Served['File']);
      else void problemOf(answerOf(request)).then(reject, reject);
    };
    request.onerror = () => reject(new Problem(0, 'network', speaksOf().offline));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
  });
  request.open('POST', address('files'));
  request.setRequestHeader('Accept-Language', speaksOf().language);
  request.setRequestHeader('X-Requested-With', 'zhihe');
  request.setRequestHeader('Idempotency-Key', key);
  request.send(form);
  return { done, cancel: () => request.abort() };
}

/** The answer as `fetch` would give it, so that problems are read in one way. */
function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const name of ['content-type', 'x-request-id']) {
    const value = request.getResponseHeader(name);
    if (value) headers.set(name, value);
  }
  return new Response(request.responseText, { status: request.status, statusText: request.statusText, headers });
}

export type Refusal = 'empty' | 'size' | 'picture';

/** Why a file cannot be taken, before anything is sent; undefined where it may be tried. */
export function refusal(file: Pick<File, 'size' | 'type'>, picture: boolean): Refusal | undefined {
  if (file.size === 0) return 'empty';
  if (file.size > LARGEST) return 'size';
  return picture && !PICTURES.includes(file.type) ? 'picture' : undefined;
}
