const JPEG_QUALITY = 0.92;
/** Refused in file names by one system or another. */
const UNFIT = /[\\/:*?"<>|\s]+/g;

/** `2026-03-09_14-26-07`, in local time. */
function stamp(at: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), pad(at.getMonth() + 1), pad(at.getDate())].join('-');
  return `${day}_${[at.getHours(), at.getMinutes(), at.getSeconds()].map(pad).join('-')}`;
}

export function snapshotName(camera: string, at: Date): string {
  return `${camera.replaceAll(UNFIT, '_')}_${stamp(at)}.jpg`;
}

/** Saves the frame that a video shows, in its own size. @returns false where it shows none yet */
export async function saveSnapshot(video: HTMLVideoElement, camera: string): Promise<boolean> {
  if (video.videoWidth === 0) return false;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const picture = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  if (picture === null) return false;
  const url = URL.createObjectURL(picture);
  const link = document.createElement('a');
  link.href = url;
  link.download = snapshotName(camera, new Date());
  link.click();
  URL.revokeObjectURL(url);
  return true;
}
