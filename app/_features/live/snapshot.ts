import { saveFile } from '../../_lib/http/save-file.ts';

const JPEG_QUALITY = 0.92;
/** Refused in file names by one system or another. */
const UNFIT = /[\\/:*?"<>|\s]+/g;

/** A name that every system takes. `time`: `2026-03-09 14:26:07`. */
export function pictureName(camera: string, time: string, ending: 'jpg' | 'mp4' = 'jpg'): string {
  return `${`${camera}_${time.replaceAll(':', '-')}`.replaceAll(UNFIT, '_')}.${ending}`;
}

/** Saves the frame that a video shows, in its own size, under this name. @returns false where it shows none yet */
export async function saveSnapshot(video: HTMLVideoElement, name: string): Promise<boolean> {
  if (video.videoWidth === 0) return false;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const picture = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  if (picture === null) return false;
  saveFile(picture, name);
  return true;
}
