import type { CameraFilter } from '../../../server/cameras/schema.ts';
import type { ImportSubject } from '../../../server/imports/schema.ts';
import type { RoadsideFilter } from '../../../server/roadside/schema.ts';

type Filters = { cameras: CameraFilter; roadside: RoadsideFilter };

/** The list as a file, with the filters that the page shows. */
export function exportUrl<Subject extends ImportSubject>(
  subject: Subject,
  format: 'xlsx' | 'csv',
  filter: Filters[Subject],
): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return `/api/export/${subject}.${format}${text === '' ? '' : `?${text}`}`;
}

export function templateUrl(subject: ImportSubject): string {
  return `/api/export/template.xlsx?subject=${subject}`;
}
