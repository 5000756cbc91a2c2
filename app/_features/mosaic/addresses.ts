import type { MosaicAddresses } from '../../../server/mosaics/schema.ts';

type Shared = Pick<MosaicAddresses, 'mediaHost' | 'mediaPort' | 'rtmpPort' | 'rtspPort' | 'paths'>;

/** What is typed into a decoder, each with its name; without TLS, which few of them speak. */
export function decoderAddresses(
  { mediaHost, mediaPort, rtmpPort, rtspPort, paths }: Shared,
  hostname: string,
): readonly { readonly name: string; readonly url: string }[] {
  const host = mediaHost ?? hostname;
  const http = `http://${host}:${mediaPort}`;
  return [
    ...(rtspPort === null
      ? []
      : [{ name: 'RTSP', url: `rtsp://${host}:${rtspPort}${paths.rtsp}` }]),
    { name: 'RTMP', url: `rtmp://${host}:${rtmpPort}${paths.rtmp}` },
    { name: 'HTTP-FLV', url: `${http}${paths.flv}` },
    { name: 'HLS', url: `${http}${paths.hls}` },
  ];
}
