import type { CameraFilter } from '../../../server/cameras/schema.ts';

/** The list as a file, with the filters that the page shows. */
export function exportUrl(format: 'xlsx' | 'csv', filter: CameraFilter): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return `/api/export/cameras.${format}${text === '' ? '' : `?${text}`}`;
}

export const TEMPLATE_URL = '/api/export/template.xlsx';
