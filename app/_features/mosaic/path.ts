/** The page that plays a saved wall as one stream. */
export function mosaicPath(viewId: string): string {
  return `/mosaic/${encodeURIComponent(viewId)}`;
}
