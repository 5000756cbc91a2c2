import { post } from '../../_lib/http/post.ts';

/** Sends a spreadsheet; what comes back refused is thrown as `{ code, details }`. */
export async function uploadImport(file: File): Promise<unknown> {
  const url = `/api/imports?name=${encodeURIComponent(file.name)}`;
  return (await post(url, file, 'application/octet-stream')).json();
}
