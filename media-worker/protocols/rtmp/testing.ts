// An RTMP publisher's bytes, for tests and for the load client.
import { type AmfValue, amfObject, writeAmf0 } from '../../codecs/amf0.ts';
import { ByteWriter } from '../../media/byte-writer.ts';
import { MESSAGE, type RtmpMessage, writeMessage } from './messages.ts';

/** C0 and C1. */
export function clientHello(): Uint8Array {
  return Uint8Array.from({ length: 1 + 1536 }, (_, at) => (at === 0 ? 3 : 0));
}

/** C2: whatever S1 said, nobody checks it. */
export function clientAcknowledgement(): Uint8Array {
  return new Uint8Array(1536);
}

/** A command message on chunk stream 3. */
export function clientCommand(streamId: number, ...values: AmfValue[]): Uint8Array {
  const body = writeAmf0(...values);
  return writeMessage({ type: MESSAGE.commandAmf0, streamId, timestampMs: 0, body }, 3, 128);
}

/** connect, createStream and publish, with the default chunk size. */
export function clientCommands(app: string, name: string): Uint8Array[] {
  return [
    clientCommand(0, 'connect', 1, amfObject({ app, tcUrl: `rtmp://127.0.0.1/${app}` })),
    clientCommand(0, 'createStream', 2, null),
    clientCommand(1, 'publish', 3, null, name, 'live'),
  ];
}

/** Set chunk size (message type 1). */
export function setChunkSize(size: number): Uint8Array {
  const body = new ByteWriter().u32(size).finish();
  return writeMessage({ type: MESSAGE.setChunkSize, streamId: 0, timestampMs: 0, body }, 2, 128);
}

/** An audio (8) or video (9) message on chunk stream 4. */
export function mediaMessage(
  type: RtmpMessage['type'],
  timestampMs: number,
  body: Uint8Array,
  chunkSize: number,
): Uint8Array {
  return writeMessage({ type, streamId: 1, timestampMs, body }, 4, chunkSize);
}
