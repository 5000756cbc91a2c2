import type { FaultFilter } from '../../../server/faults/schema.ts';

/** Where the list of these faults is had as a spreadsheet. */
export function exportAddress(filter: FaultFilter, locale: string): string {
  const query = new URLSearchParams({ locale });
  for (const [name, value] of Object.entries(filter))
    if (value !== undefined) query.set(name, String(value));
  return `/api/export/faults.xlsx?${query}`;
}
