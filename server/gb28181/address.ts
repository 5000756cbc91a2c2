/** How a camera behind GB/T 28181 is written down: `gb28181://<device>/<channel>?stream=main`. */

export type GbStream = {
  readonly deviceId: string;
  readonly channelId: string;
  readonly sub: boolean;
};

const ADDRESS = /^gb28181:\/\/(\d{20})\/(\d{20})\?stream=(main|sub)$/;

export function writeGbAddress({ deviceId, channelId, sub }: GbStream): string {
  return `gb28181://${deviceId}/${channelId}?stream=${sub ? 'sub' : 'main'}`;
}

/** null: it is reached some other way. */
export function readGbAddress(url: string): GbStream | null {
  const [, deviceId, channelId, stream] = ADDRESS.exec(url) ?? [];
  return deviceId && channelId ? { deviceId, channelId, sub: stream === 'sub' } : null;
}
