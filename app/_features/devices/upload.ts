import type { ImportSubject } from '../../../server/imports/schema.ts';
import { post } from '../../_lib/http/post.ts';

/** Sends a spreadsheet; what comes back refused is thrown as `{ code, details }`. */
export async function uploadImport(subject: ImportSubject, file: File): Promise<unknown> {
  const url = `/api/imports?${new URLSearchParams({ name: file.name, subject })}`;
  return (await post(url, file, 'application/octet-stream')).json();
}
