/** Making one costs a hundred times what using it does; a site has one zone. */
const formats = new Map<string | undefined, Intl.DateTimeFormat>();
const MAX_FORMATS = 32;

/** As on the pictures of most cameras: `2026-01-31 08:05:09`. Without a zone (IANA name) the worker's own time. */
export function timeOfDay(utcMs: number, timeZone?: string): string {
  return formatFor(timeZone).format(utcMs);
}

function formatFor(timeZone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  if (formats.size >= MAX_FORMATS) formats.clear();
  // Swedish writes dates and times as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  formats.set(timeZone, format);
  return format;
}
