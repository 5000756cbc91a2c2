import type { ComponentProps } from 'react';

/** A plain picture. Next's image component would resize stills on the server that serves the pages; ours are small. */
export function Picture(props: ComponentProps<'img'> & { src: string; alt: string }) {
  // biome-ignore lint/performance/noImgElement: see above
  // biome-ignore lint/a11y/useAltText: demanded by the type
  return <img {...props} />;
}
