import type { Selection } from '../../../server/cameras/schema.ts';
import { post } from '../../_lib/http/post.ts';
import { saveFile } from '../../_lib/http/save-file.ts';

/** Has the browser save the chosen cameras as a spreadsheet. */
export async function downloadSelection(
  selection: Selection,
  format: 'xlsx' | 'csv',
  locale: string,
): Promise<void> {
  const body = JSON.stringify({ selection, locale });
  const file = await post(`/api/export/selection.${format}`, body, 'application/json');
  saveFile(await file.blob(), `lukou-cameras.${format}`);
}
