import type { StreamSpec } from '../control/contract.ts';
import type { Puller } from '../hub/source.ts';
import { assertNever } from '../media/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Sips } from '../platform/sips.ts';
import { filePuller } from './file.ts';
import { type GbSignalling, gb28181Puller } from './gb28181.ts';
import { hlsPuller } from './hls-pull.ts';
import { httpPuller } from './http-pull.ts';
import type { Mosaics } from './mosaic.ts';
import { relayPuller } from './relay-pull.ts';
import { rtmpPuller } from './rtmp-pull.ts';
import type { RtpLeases } from './rtp-leases.ts';
import { rtpPsPuller } from './rtp-ps.ts';
import { rtspPuller } from './rtsp-pull.ts';
import { srtPuller } from './srt.ts';
import { tsUdpPuller } from './ts-udp.ts';

/** Every source that is fetched, as the control contract names it. */
export type PulledSource = Exclude<StreamSpec['source'], { kind: 'publish' }>;

/** What pullers need from around them. */
export type PullSurroundings = {
  /** CIDR ranges that may be dialled and may send to us. */
  readonly networks: readonly string[];
  readonly clock: Clock;
  readonly sips: Sips;
  readonly leases: RtpLeases;
  readonly mosaics: Mosaics;
  /** A device of GB/T 28181 is to be asked for a key frame, which signalling does. */
  readonly wantKeyFrame: (streamId: string) => void;
  /** Has devices of GB/T 28181 invited; `null` in a worker that runs alone. */
  readonly signalling: GbSignalling | null;
  /** Makes tickets for another worker of the cluster; `null` in one that runs alone. */
  readonly relayTicket: (streamId: string) => (() => string) | null;
  /** The folder files may be played from; `null`: none. */
  readonly mediaFolder: string | null;
};

/** How a source is fetched. */
export function pullerFor(
  source: PulledSource,
  surroundings: PullSurroundings,
  streamId: string,
): Puller {
  switch (source.kind) {
    case 'rtsp':
      return rtspPuller(source, surroundings);
    case 'http-flv':
    case 'ws-flv':
    case 'http-ts':
      return httpPuller({ ...source, kind: source.kind }, surroundings);
    case 'hls':
      return hlsPuller(source, surroundings);
    case 'udp-ts':
      return tsUdpPuller(source, surroundings);
    case 'srt':
      return srtPuller(source, surroundings);
    case 'rtmp':
      return rtmpPuller(source, surroundings);
    case 'rtp-ps':
      return rtpPsPuller(source.from, {
        ...surroundings,
        wantKeyFrame: () => surroundings.wantKeyFrame(streamId),
      });
    case 'gb28181':
      return gb28181Puller(source, {
        ...surroundings,
        wantKeyFrame: () => surroundings.wantKeyFrame(streamId),
      });
    case 'file':
      return filePuller(source, { folder: surroundings.mediaFolder, clock: surroundings.clock });
    case 'relay':
      return relayPuller(source, { streamId, ticket: surroundings.relayTicket(streamId) });
    case 'mosaic':
      return surroundings.mosaics.puller(source, streamId);
    default:
      return assertNever(source);
  }
}
