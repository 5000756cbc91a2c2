/** The few things a player reads from and does to its video element. */
export type VideoSurface = {
  decodedFrames: () => number;
  droppedFrames: () => number;
  size: () => { width: number; height: number };
  bufferedS: () => number;
  rate: () => number;
  setRate: (rate: number) => void;
  /** Moves to `leaveS` before the newest picture. */
  jump: (leaveS: number) => void;
  /** How far back the browser still has what was shown. */
  pastS: () => number;
  back: (seconds: number) => void;
  /** For tests and for support: what the player is doing, as `data-*`. */
  mark: (name: string, value: string | null) => void;
};

export function videoSurface(video: HTMLVideoElement): VideoSurface {
  const liveEdge = () => {
    const { buffered } = video;
    return buffered.length === 0 ? video.currentTime : buffered.end(buffered.length - 1);
  };
  const oldest = () => {
    const { buffered, currentTime } = video;
    for (let index = buffered.length - 1; index >= 0; index -= 1)
      if (buffered.start(index) <= currentTime) return buffered.start(index);
    return currentTime;
  };
  return {
    decodedFrames: () => video.getVideoPlaybackQuality().totalVideoFrames,
    droppedFrames: () => video.getVideoPlaybackQuality().droppedVideoFrames,
    size: () => ({ width: video.videoWidth, height: video.videoHeight }),
    bufferedS: () => Math.max(0, liveEdge() - video.currentTime),
    rate: () => video.playbackRate,
    setRate: (rate) => {
      video.playbackRate = rate;
    },
    jump: (leaveS) => {
      video.currentTime = liveEdge() - leaveS;
    },
    pastS: () => Math.max(0, video.currentTime - oldest()),
    back: (seconds) => {
      video.currentTime -= seconds;
    },
    mark: (name, value) => {
      if (value === null) delete video.dataset[name];
      else video.dataset[name] = value;
    },
  };
}
