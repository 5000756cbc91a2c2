/** 2_100_000 → `2.1 Mbit/s`. */
export function formatBitrate(bitsPerSecond: number): string {
  if (bitsPerSecond >= 999_500) return `${(bitsPerSecond / 1_000_000).toFixed(1)} Mbit/s`;
  return `${Math.round(bitsPerSecond / 1000)} kbit/s`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 1_500_000 → `1.5 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(share >= 1 ? 0 : 1)}%`;
}

/** Degrees, five decimals: about a metre. */
export function formatLonLat(lon: number, lat: number, decimals = 5): string {
  return `${lon.toFixed(decimals)}, ${lat.toFixed(decimals)}`;
}

const CODEC_NAMES: Record<string, string> = {
  h264: 'H.264',
  h265: 'H.265',
  aac: 'AAC',
  opus: 'Opus',
  mp3: 'MP3',
  g711a: 'G.711 A-law',
  g711u: 'G.711 µ-law',
};

/** `h264` → `H.264`; what is not known is shown as it came. */
export function formatCodec(codec: string): string {
  return CODEC_NAMES[codec.toLowerCase()] ?? codec;
}
