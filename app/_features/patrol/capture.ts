/** Enough to see what was wrong, small enough to keep for a year. */
const MOST_WIDTH_PX = 960;
const JPEG_QUALITY = 0.8;

/** The frame a video shows now; null: it shows none. */
export function captureFrame(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.videoWidth === 0) return Promise.resolve(null);
  const scale = Math.min(1, MOST_WIDTH_PX / video.videoWidth);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
}
