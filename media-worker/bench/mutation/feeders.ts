// Every parser that takes bytes from strangers, with packets it knows to begin from.
import { readAmf0 } from '../../codecs/amf0.ts';
import { parseH264Sps } from '../../codecs/h264-sps.ts';
import { parseH265Sps } from '../../codecs/h265-sps.ts';
import { FlvBodyDemuxer } from '../../formats/flv/body-demuxer.ts';
import { FlvDemuxer } from '../../formats/flv/demuxer.ts';
import { FlvMuxer } from '../../formats/flv/muxer.ts';
import { Fmp4Demuxer } from '../../formats/fmp4/demuxer.ts';
import { Fmp4Muxer } from '../../formats/fmp4/muxer.ts';
import { readPlaylist } from '../../formats/hls/playlist-reader.ts';
import { PsDemuxer } from '../../formats/mpeg-ps/demuxer.ts';
import { PsMuxer } from '../../formats/mpeg-ps/muxer.ts';
import { TsDemuxer } from '../../formats/mpeg-ts/demuxer.ts';
import { TsMuxer } from '../../formats/mpeg-ts/muxer.ts';
import type { Frame } from '../../media/frame.ts';
import type { Track } from '../../media/track.ts';
import { ChunkReader } from '../../protocols/rtmp/chunk-reader.ts';
import { clientCommands, mediaMessage } from '../../protocols/rtmp/testing.ts';
import { feedbackIn } from '../../protocols/rtp/feedback.ts';
import { PsPacketizer } from '../../protocols/rtp/ps-packetizer.ts';
import { UDP_REORDER } from '../../protocols/rtp/reorder.ts';
import { buildSenderReport, senderReports } from '../../protocols/rtp/rtcp.ts';
import { RtpTcpReader } from '../../protocols/rtp/tcp-framing.ts';
import { RtspReader } from '../../protocols/rtsp/reader.ts';
import { parseSdp } from '../../protocols/rtsp/sdp.ts';
import { parseRecords } from '../../protocols/webrtc/dtls/record.ts';
import { parseStun } from '../../protocols/webrtc/stun.ts';
import { maskedFrame } from '../../protocols/ws/client.ts';
import { ClientFrameReader, OPCODE } from '../../protocols/ws/frames.ts';
import { RtpIntake } from '../../sources/rtp-intake.ts';
import { audioBody, sequenceHeaders, videoBody } from '../load/payload.ts';

/** `open` gives what takes the bytes of one connection; after a throw it is opened anew. */
export type Feeder = {
  readonly name: string;
  readonly packets: readonly Uint8Array[];
  open(): (bytes: Uint8Array) => void;
};

const PICTURES = 20;
const CHUNK_SIZE = 4_096;

/** The picture and sound of the benchmark as tracks and frames. */
function clip(): { tracks: readonly Track[]; frames: readonly Frame[] } {
  let tracks: readonly Track[] = [];
  const frames: Frame[] = [];
  const demuxer = new FlvBodyDemuxer((event) => {
    if (event.type === 'tracks') tracks = event.tracks;
    else frames.push(event.frame);
  });
  const headers = sequenceHeaders();
  demuxer.video(0, headers.video);
  demuxer.audio(0, headers.audio);
  for (let picture = 0; picture < PICTURES; picture += 1) {
    demuxer.video(picture * 40, Uint8Array.from(videoBody(picture % 10 === 0).body));
    demuxer.audio(picture * 40 + 5, audioBody());
  }
  return { tracks, frames };
}

const { tracks, frames } = clip();
const text = (lines: readonly string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
const ignore = () => {};

function muxed(muxer: {
  init(tracks: readonly Track[]): Uint8Array;
  write(frame: Frame): Uint8Array;
}): Uint8Array[] {
  return [muxer.init(tracks), ...frames.map((frame) => muxer.write(frame))];
}

function flv(): Uint8Array[] {
  const muxer = new FlvMuxer();
  muxer.tracks(tracks);
  return [muxer.header(), ...frames.map((frame) => muxer.write(frame))];
}

function packs(): Uint8Array[] {
  const muxer = new PsMuxer();
  muxer.tracks(tracks);
  return frames.map((frame) => muxer.write(frame));
}

function rtpPackets(): Uint8Array[] {
  const packetizer = new PsPacketizer(1, 0);
  return packs().flatMap((pack, index) => packetizer.packets(pack, index * 3_600));
}

const sps = tracks.flatMap((track) => (track.kind === 'video' ? [track.sps] : []));
const report = { ssrc: 7, utcMs: 1e12, rtpTimestamp: 0, packets: 1, octets: 9 };
const sdp = [
  'v=0',
  'o=- 0 0 IN IP4 0.0.0.0',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0IAKQ==,aM48gA==',
  'a=control:trackID=1',
];
const playlist = ['#EXTM3U', '#EXT-X-TARGETDURATION:4', '#EXTINF:4,', 'a.ts', '#EXTINF:4,', 'b.ts'];

/** What parses one packet at a time, without a memory. */
function parsing(
  name: string,
  packets: readonly Uint8Array[],
  parse: (bytes: Uint8Array) => unknown,
): Feeder {
  return { name, packets, open: () => (bytes) => void parse(bytes) };
}

function reading(
  name: string,
  packets: readonly Uint8Array[],
  make: () => { push(bytes: Uint8Array): unknown },
): Feeder {
  return {
    name,
    packets,
    open: () => {
      const reader = make();
      return (bytes) => void reader.push(bytes);
    },
  };
}

const rtmp = [
  ...clientCommands('live', 'x'),
  ...frames
    .slice(0, 8)
    .map((_, at) => mediaMessage(9, at * 40, videoBody(at === 0).body, CHUNK_SIZE)),
];
const output = {
  event: ignore,
  step: ignore,
  lost: ignore,
  cameraTime: ignore,
  received: ignore,
  watched: true,
};

export const FEEDERS: readonly Feeder[] = [
  reading('rtmp chunks', rtmp, () => {
    const reader = new ChunkReader(ignore);
    reader.setChunkSize(CHUNK_SIZE);
    return reader;
  }),
  reading(
    'rtsp',
    [text(['RTSP/1.0 200 OK', 'CSeq: 1', 'Content-Length: 0']), ...interleaved()],
    () => new RtspReader(),
  ),
  reading('flv', flv(), () => new FlvDemuxer()),
  reading('fmp4', muxed(new Fmp4Muxer()), () => new Fmp4Demuxer()),
  reading('mpeg-ts', muxed(new TsMuxer()), () => new TsDemuxer()),
  reading('mpeg-ps', packs(), () => new PsDemuxer()),
  {
    name: 'ps in rtp',
    packets: rtpPackets(),
    open: () => {
      const intake = new RtpIntake(output, UDP_REORDER);
      let nowMs = 0;
      return (bytes) => {
        nowMs += 1;
        intake.push(bytes, nowMs);
      };
    },
  },
  reading('rtp over tcp', rtpPackets().map(framed), () => new RtpTcpReader()),
  reading(
    'websocket',
    [maskedFrame(OPCODE.ping, Buffer.from('hi'))],
    () => new ClientFrameReader(),
  ),
  parsing('rtcp', [buildSenderReport(report)], (bytes) => [
    senderReports(bytes),
    feedbackIn(bytes),
  ]),
  parsing('stun', [Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex')], parseStun),
  parsing('dtls records', [Buffer.from('16fefd0000000000000000000401020304', 'hex')], parseRecords),
  parsing(
    'amf0',
    clientCommands('live', 'x').map((one) => one.subarray(12)),
    readAmf0,
  ),
  parsing('sdp', [text(sdp)], (bytes) => parseSdp(Buffer.from(bytes).toString('utf8'))),
  parsing('m3u8', [text(playlist)], (bytes) => readPlaylist(Buffer.from(bytes).toString('utf8'))),
  parsing('h264 sps', sps, parseH264Sps),
  parsing('h265 sps', sps, parseH265Sps),
];

function framed(packet: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 0xff]), packet]);
}

function interleaved(): Uint8Array[] {
  return rtpPackets()
    .slice(0, 40)
    .map((packet) =>
      Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff]), packet]),
    );
}
