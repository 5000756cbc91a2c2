/** Heights a picture can be scaled down to. */
export const HEIGHTS = [1080, 720, 360] as const;
export type Height = (typeof HEIGHTS)[number];

/** `silent`: as `aac`, and where the stream has no sound, silence. `none`: no sound at all. */
export const AUDIO_WISHES = ['aac', 'opus', 'none', 'silent'] as const;
export type AudioWish = (typeof AUDIO_WISHES)[number];

export type WantedVideo = {
  readonly codec: 'h264';
  readonly height: Height | null;
  /** Shown in the order they are decoded, without B-frames; made anew even of H.264. */
  readonly inOrder?: boolean;
};

/** What a viewer can play, where it is not what the source sends; `null`: as it comes. */
export type Wanted = {
  /** H.264, no higher than `height` where that is set; never scaled up. */
  readonly video: WantedVideo | null;
  readonly audio: AudioWish | null;
};
