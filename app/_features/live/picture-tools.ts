/** The video in front of a live picture below `root`. */
export function shownVideo(root: Element | null): HTMLVideoElement | null {
  return root?.querySelector<HTMLVideoElement>('video[data-layer=shown]') ?? null;
}

export function hasPictureInPicture(): boolean {
  return typeof document !== 'undefined' && document.pictureInPictureEnabled;
}

/** Into a window of its own, or back. @returns false where the browser refuses or nothing is shown yet */
export async function togglePictureInPicture(root: Element | null): Promise<boolean> {
  const video = shownVideo(root);
  if (video === null || !hasPictureInPicture()) return false;
  try {
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
    else await video.requestPictureInPicture();
    return true;
  } catch {
    return false;
  }
}
