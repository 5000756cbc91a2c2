import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { nalu } from '../../media/track.ts';
import { makeBatch, stampBatch } from '../../protocols/rtp/batch.ts';
import { packetizeH264 } from '../../protocols/rtp/h264-packetizer.ts';
import { encodeResponse, headerOf, type RtspRequest, type RtspResponse } from '../../protocols/rtsp/message.ts';
import { RtspReader } from '../../protocols/rtsp/reader.ts';

const bytes = (text: string) => nalu(new Uint8Array(Buffer.from(text, 'base64')));
/** 1280×720 and 640×360, and a PPS for both. */
export const SPS_720 = bytes('Z0LAH9kAUAW7ARAAAAMAEAAAAwMg8YMkgA==');
export const SPS_360 = bytes('Z0LAFtkAoC/5cBEAAAMAAQAAAwAejxYuSA==');
export const PPS = bytes('aMuMsg==');
export const IDR = nalu(Uint8Array.of(0x65, 0x88, 1, 2, 3));
export const SLICE = nalu(Uint8Array.of(0x41, 0x9a, 4, 5, 6));

export const SDP = [
  'v=0',
  's=t',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1',
  'a=control:trackID=0',
  '',
].join('\r\n');

/** Pictures as interleaved packets, 40 ms apart, `first` counts sequence and time from there. */
export function interleaved(pictures: readonly (readonly Uint8Array[])[], first = 0): Buffer {
  let sequence = first * 10;
  const parts = pictures.map((nalus, index) => {
    const batch = makeBatch(packetizeH264(nalus));
    const timestamp = (first + index) * 3600;
    const stamp = { channel: 0, payloadType: 96, ssrc: 1, sequence, timestamp };
    sequence += batch.starts.length;
    return stampBatch(batch, stamp);
  });
  return Buffer.concat(parts);
}

export type Reply = Buffer | 'default' | 'nothing';
export type Script = {
  /** The answer to a request; `default` is what a well-behaved server says. */
  readonly reply?: (request: RtspRequest, socket: Socket) => Reply;
  /** Sent right behind the answer to PLAY. */
  readonly media?: Buffer;
  /** What DESCRIBE answers. */
  readonly sdp?: string;
  /** The client sent a packet on the connection. */
  readonly interleaved?: (channel: number, payload: Uint8Array) => void;
  /** The client answered a request of ours. */
  readonly answered?: (response: RtspResponse) => void;
};

/** A server that says exactly what a test wants it to; records what it was asked. Dispose it. */
export async function scriptedServer(script: Script) {
  const requests: RtspRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const reader = new RtspReader();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const element of reader.push(chunk)) {
        if (element.type !== 'message') {
          script.interleaved?.(element.channel, element.payload);
          continue;
        }
        if (element.message.kind === 'response') {
          script.answered?.(element.message);
          continue;
        }
        const request = element.message;
        requests.push(request);
        const reply = script.reply?.(request, socket) ?? 'default';
        if (reply === 'nothing') continue;
        socket.write(reply === 'default' ? politely(request, script.sdp) : reply);
        if (request.method === 'PLAY' && script.media) socket.write(script.media);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    requests,
    sockets,
    url: `rtsp://127.0.0.1:${port}/cam`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export function politely(request: RtspRequest, sdp = SDP): Buffer {
  const CSeq = headerOf(request, 'cseq') ?? '0';
  switch (request.method) {
    case 'OPTIONS':
      return encodeResponse(200, { CSeq, Public: 'DESCRIBE, SETUP, PLAY, TEARDOWN' });
    case 'DESCRIBE':
      return encodeResponse(200, { CSeq, 'Content-Type': 'application/sdp' }, sdp);
    case 'SETUP':
      return encodeResponse(200, { CSeq, Session: 's1;timeout=60', Transport: headerOf(request, 'transport') ?? '' });
    default:
      return encodeResponse(200, { CSeq, Session: 's1' });
  }
}
