import type { Selection } from '../../../server/cameras/schema.ts';
import { post } from '../../_lib/http/post.ts';

/** Has the browser save the chosen cameras as a spreadsheet. */
export async function downloadSelection(
  selection: Selection,
  format: 'xlsx' | 'csv',
  locale: string,
): Promise<void> {
  const body = JSON.stringify({ selection, locale });
  const file = await post(`/api/export/selection.${format}`, body, 'application/json');
  const url = URL.createObjectURL(await file.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `lukou-cameras.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
