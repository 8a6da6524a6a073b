/** What a field of type file, image or signature holds: the identity of an upload, with its name, type and size. */
import type { Field } from '../../api/definitions';
import { kindOf, type FieldType } from '../../api/definitions';
import type { Value } from '../../api/records';
import { BASE } from '../../api/client';
import { grouped } from '../format';

export interface Kept {
  id: string;
  name: string;
  type: string;
  size: number | undefined;
}

const FILES: ReadonlySet<FieldType> = new Set(['file', 'image', 'signature']);

export function isFile(field: Field): boolean {
  return FILES.has(kindOf(field));
}

export function isPicture(field: Field): boolean {
  return kindOf(field) !== 'file';
}

/** The file that a value names, undefined where it names none. */
export function fileOf(value: Value): Kept | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || typeof value['id'] !== 'string')
    return undefined;
  const { id, name, type, size } = value;
  return {
    id,
    name: typeof name === 'string' && name ? name : id,
    type: typeof type === 'string' ? type : '',
    size: typeof size === 'number' ? size : undefined,
  };
}

/** Where a file can be opened; pictures and PDF are shown, others saved. */
export function addressOf(file: Pick<Kept, 'id'>, inline = false): string {
  return `${BASE}/files/${file.id}${inline ? '?inline=1' : ''}`;
}

export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${grouped(bytes / 1000, 0)} kB` : `${grouped(bytes / 1_000_000, 1)} MB`;
}
