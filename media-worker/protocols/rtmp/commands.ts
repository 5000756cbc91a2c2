// RTMP commands (Adobe RTMP 1.0 §7.2) in AMF0, and AMF0 inside message type 17 behind its leading 0 byte.
import { type AmfValue, amfObject, readAmf0, writeAmf0 } from '../../codecs/amf0.ts';
import {
  COMMAND_CHUNK_STREAM,
  DEFAULT_CHUNK_SIZE,
  MESSAGE,
  type RtmpMessage,
  writeMessage,
} from './messages.ts';

export type RtmpCommand = {
  readonly name: string;
  readonly transaction: number;
  readonly object: AmfValue;
  readonly args: readonly AmfValue[];
};

/** @throws `malformed`, `overflow` */
export function readCommand(message: RtmpMessage): RtmpCommand {
  const amf3 = message.type === MESSAGE.commandAmf3 && message.body[0] === 0;
  const [name, transaction, object, ...args] = readAmf0(
    amf3 ? message.body.subarray(1) : message.body,
  );
  return {
    name: typeof name === 'string' ? name : '',
    transaction: typeof transaction === 'number' ? transaction : 0,
    object,
    args,
  };
}

/** A command message. */
export function writeCommand(streamId: number, ...values: readonly AmfValue[]): Uint8Array {
  return encodeCommand(streamId, values, DEFAULT_CHUNK_SIZE);
}

function encodeCommand(
  streamId: number,
  values: readonly AmfValue[],
  chunkSize: number,
): Uint8Array {
  return writeMessage(
    { type: MESSAGE.commandAmf0, streamId, timestampMs: 0, body: writeAmf0(...values) },
    COMMAND_CHUNK_STREAM,
    chunkSize,
  );
}

/** Codecs of Enhanced RTMP that we read. */
export const READ_FOURCCS = ['hvc1', 'avc1', 'mp4a', 'Opus'] as const;

/** The answer to `connect`. */
export function connectResult(transaction: number): Uint8Array {
  const server = amfObject({ fmsVer: 'FMS/3,0,1,123', capabilities: 31 });
  const outcome = amfObject({
    level: 'status',
    code: 'NetConnection.Connect.Success',
    description: 'Connection succeeded.',
    objectEncoding: 0,
    fourCcList: [...READ_FOURCCS],
  });
  return writeCommand(0, '_result', transaction, server, outcome);
}

/** onStatus; `level` is `status` or `error`. `chunkSize` is what we cut by when it is sent. */
export function statusCommand(
  streamId: number,
  level: 'status' | 'error',
  code: string,
  description: string,
  chunkSize = DEFAULT_CHUNK_SIZE,
): Uint8Array {
  const status = amfObject({ level, code, description });
  return encodeCommand(streamId, ['onStatus', 0, null, status], chunkSize);
}

/** A text property of a command's object. */
export function textProperty(object: AmfValue, key: string): string {
  const value = object instanceof Map ? object.get(key) : undefined;
  return typeof value === 'string' ? value : '';
}

/** The texts of an array property, e.g. the `fourCcList` of Enhanced RTMP's connect. */
export function textsProperty(object: AmfValue, key: string): readonly string[] {
  const value = object instanceof Map ? object.get(key) : undefined;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
