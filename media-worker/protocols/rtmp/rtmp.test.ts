import { describe, expect, it } from 'vitest';
import { type AmfValue, amfObject } from '../../codecs/amf0.ts';
import { concatBytes } from '../../media/bytes.ts';
import { MediaError } from '../../media/errors.ts';
import { ChunkReader } from './chunk-reader.ts';
import { readCommand } from './commands.ts';
import { MAX_CHUNK_STREAMS } from './limits.ts';
import type { RtmpMessage } from './messages.ts';
import { type PublishRequest, type RtmpPlayRequest, RtmpSession } from './session.ts';
import {
  clientAcknowledgement,
  clientCommand,
  clientCommands,
  clientHello,
  mediaMessage,
  setChunkSize,
} from './testing.ts';

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function read(...parts: Uint8Array[]): RtmpMessage[] {
  const messages: RtmpMessage[] = [];
  const reader = new ChunkReader((message) => messages.push(message));
  for (const part of parts) reader.push(part);
  return messages;
}

describe('chunks', () => {
  it.each([
    { name: 'fmt 0', bytes: '04 000028 000002 09 01000000 abcd', times: [40] },
    {
      name: 'fmt 1 adds its delta',
      bytes: '04 000028 000001 09 01000000 aa 44 000028 000001 09 bb',
      times: [40, 80],
    },
    {
      name: 'fmt 2 keeps length and type',
      bytes: '04 000028 000001 09 01000000 aa 84 00000a bb',
      times: [40, 50],
    },
    {
      name: 'fmt 3 repeats the delta',
      bytes: '04 000028 000001 09 01000000 aa 84 00000a bb c4 cc',
      times: [40, 50, 60],
    },
    {
      name: 'extended timestamp',
      bytes: '04 ffffff 000001 09 01000000 01000000 aa',
      times: [0x0100_0000],
    },
    { name: 'two byte chunk stream id', bytes: '00 05 000001 000001 08 01000000 aa', times: [1] },
    {
      name: 'three byte chunk stream id',
      bytes: '01 05 01 000001 000001 08 01000000 aa',
      times: [1],
    },
    { name: 'an empty message', bytes: '04 000001 000000 09 01000000', times: [1] },
  ])('$name', ({ bytes, times }) => {
    expect(read(hex(bytes)).map((message) => message.timestampMs)).toEqual(times);
    expect(
      read(...Array.from(hex(bytes), (byte) => Uint8Array.of(byte))).map((one) => one.timestampMs),
    ).toEqual(times);
  });

  it('puts interleaved messages together', () => {
    const body = (byte: string) => byte.repeat(128);
    const messages = read(
      hex(
        `04 000000 000082 09 01000000 ${body('aa')} 05 000000 000081 08 01000000 ${body('bb')} c4 cccc c5 dd`,
      ),
    );
    expect(messages.map(({ type, body: bytes }) => [type, bytes.length, bytes.at(-1)])).toEqual([
      [9, 130, 0xcc],
      [8, 129, 0xdd],
    ]);
  });

  it.each([
    { name: 'with', repeated: '01000000' },
    { name: 'without', repeated: '' },
  ])('takes continuations $name the extended timestamp', ({ repeated }) => {
    const [message] = read(
      hex(`04 ffffff 000084 09 01000000 01000000 ${'aa'.repeat(128)} c4 ${repeated} bbbbbbbb`),
    );
    expect(Buffer.from(message?.body.subarray(126) ?? []).toString('hex')).toBe('aaaabbbbbbbb');
  });

  it.each([
    {
      name: 'a message of 16 MB',
      bytes: hex('04 000000 ffffff 09 01000000'),
      code: 'rtmp.message-too-large',
    },
    {
      name: 'a command of 100 KB',
      bytes: hex('04 000000 0186a0 14 01000000'),
      code: 'rtmp.message-too-large',
    },
    { name: 'a continuation of nothing', bytes: hex('c4 aa'), code: 'rtmp.bad-chunk' },
    {
      name: 'endless chunk streams',
      bytes: concatBytes(
        Array.from({ length: MAX_CHUNK_STREAMS + 1 }, (_, at) =>
          hex(`${(at + 3).toString(16).padStart(2, '0')} 000000 000001 09 01000000 aa`),
        ),
      ),
      code: 'rtmp.too-many-chunks',
    },
    {
      name: 'many half messages',
      bytes: concatBytes(
        [4, 5, 6].map((id) => hex(`0${id} 000000 3fffff 09 01000000 ${'aa'.repeat(128)}`)),
      ),
      code: 'rtmp.message-too-large',
    },
  ])('refuses $name', ({ bytes, code }) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code }) }),
    );
  });

  it.each([0, 0x0100_0000, 0x8000_0000])('refuses a chunk size of %i', (size) => {
    expect(() => new ChunkReader(() => {}).setChunkSize(size)).toThrow('chunk size');
  });
});

/** A session whose requests and media are kept. */
function session(refuse?: MediaError) {
  const requests: (PublishRequest | RtmpPlayRequest)[] = [];
  const media: string[] = [];
  const written: Uint8Array[] = [];
  const rtmp = new RtmpSession({
    write: (bytes) => written.push(bytes),
    publish: (request) => {
      requests.push(request);
      if (refuse) throw refuse;
      return {
        audio: (ms, body) => media.push(`audio@${ms} ${body.length}`),
        video: (ms, body) => media.push(`video@${ms} ${body.length}`),
        end: () => media.push('end'),
      };
    },
    play: (request) => {
      requests.push(request);
      if (refuse) throw refuse;
      return {
        pause: (paused) => media.push(paused ? 'pause' : 'go on'),
        end: () => media.push('end'),
      };
    },
  });
  const push = (...parts: Uint8Array[]) => {
    for (const part of parts) rtmp.push(part);
  };
  return { rtmp, requests, media, written, push };
}

/** Names of the commands the server wrote, status codes behind them. */
function answers(written: readonly Uint8Array[]): string[] {
  const names: string[] = [];
  const reader = new ChunkReader((message) => {
    if (message.type !== 20) return;
    const { name, args } = readCommand(message);
    const [info] = args;
    const code = info instanceof Map ? info.get('code') : undefined;
    names.push(code === undefined ? name : `${name} ${code}`);
  });
  for (const bytes of written) if (bytes.length !== 1 + 2 * 1536) reader.push(bytes);
  return names;
}

describe('session', () => {
  const start = [clientHello(), clientAcknowledgement()];

  it('publishes: name, key, chunk size, media, end', () => {
    const { push, requests, media, written, rtmp } = session();
    push(...start, ...clientCommands('live', 'camera-1?key=s3cret'), setChunkSize(4_096));
    push(
      mediaMessage(9, 40, new Uint8Array(5_000), 4_096),
      mediaMessage(8, 41, new Uint8Array(3), 4_096),
    );
    push(clientCommand(0, 'FCUnpublish', 6, null, 'camera-1'));
    expect(requests).toEqual([{ app: 'live', name: 'camera-1', key: 's3cret' }]);
    expect(media).toEqual(['video@40 5000', 'audio@41 3', 'end']);
    expect(answers(written)).toEqual([
      '_result NetConnection.Connect.Success',
      '_result',
      'onStatus NetStream.Publish.Start',
    ]);
    expect(rtmp.state).toBe('connected');
  });

  it('takes the same bytes in any pieces', () => {
    const { push, media } = session();
    const bytes = concatBytes([
      ...start,
      ...clientCommands('live', 'x'),
      mediaMessage(9, 1, new Uint8Array(300), 128),
    ]);
    for (const byte of bytes) push(Uint8Array.of(byte));
    expect(media).toEqual(['video@1 300']);
  });

  it('ends what was being published when the connection goes', () => {
    const { push, media, rtmp } = session();
    push(...start, ...clientCommands('live', 'x'));
    rtmp.close();
    rtmp.close();
    expect(media).toEqual(['end']);
  });

  it('tells a refused publisher why, then ends', () => {
    const { push, written } = session(
      new MediaError('refused', 'no', { code: 'publish.wrong-key' }),
    );
    expect(() => push(...start, ...clientCommands('live', 'x?key=wrong'))).toThrow('no');
    expect(answers(written).at(-1)).toBe('onStatus NetStream.Publish.BadName');
  });

  const connecting = (properties: Record<string, AmfValue>) => [
    ...start,
    clientCommand(0, 'connect', 1, amfObject({ app: 'live', ...properties })),
    clientCommand(0, 'createStream', 2, null),
  ];
  const play = clientCommand(1, 'play', 3, null, 'gate?ticket=t1', -2_000);

  it('plays: name, ticket, pause, end, and again', () => {
    const { push, requests, media, rtmp } = session();
    push(...connecting({}), play);
    push(clientCommand(1, 'pause', 0, null, true, 0), clientCommand(1, 'pause', 0, null, false, 0));
    push(clientCommand(1, 'closeStream', 0, null), play);
    rtmp.close();
    const request = { app: 'live', name: 'gate', ticket: 't1', enhanced: false };
    expect(requests).toEqual([request, request]);
    expect(media).toEqual(['pause', 'go on', 'end', 'end']);
  });

  it.each([
    { name: 'names hvc1', properties: { fourCcList: ['av01', 'hvc1'] }, enhanced: true },
    { name: 'takes anything', properties: { fourCcList: ['*'] }, enhanced: true },
    { name: 'names others', properties: { fourCcList: ['av01', 7] }, enhanced: false },
    { name: 'lists nothing', properties: { fourCcList: 'hvc1' }, enhanced: false },
  ])('a player that $name: enhanced $enhanced', ({ properties, enhanced }) => {
    const { push, requests } = session();
    push(...connecting(properties), play);
    expect(requests).toMatchObject([{ enhanced }]);
  });

  it.each([
    { code: 'stream.unknown', status: 'NetStream.Play.StreamNotFound' },
    { code: 'ticket.expired', status: 'NetStream.Play.Failed' },
  ])('tells a refused player $code', ({ code, status }) => {
    const { push, written } = session(new MediaError('refused', 'no', { code }));
    expect(() => push(...connecting({}), play)).toThrow('no');
    expect(answers(written).at(-1)).toBe(`onStatus ${status}`);
  });

  it.each([
    { name: 'no RTMP', bytes: [Buffer.from('GET / HTTP/1.1\r\n')], code: 'rtmp.bad-handshake' },
    {
      name: 'publish before connect',
      bytes: [...start, clientCommand(1, 'publish', 3, null, 'x')],
      code: 'rtmp.bad-order',
    },
    { name: 'chunk size 0', bytes: [...start, setChunkSize(0)], code: 'rtmp.bad-chunk-size' },
    {
      name: 'endless commands',
      bytes: [
        ...start,
        clientCommand(0, 'connect', 1, amfObject({ app: 'live' })),
        ...Array.from({ length: 300 }, () => clientCommand(0, '_checkbw', 1, null)),
      ],
      code: 'rtmp.too-many-commands',
    },
  ])('ends on $name', ({ bytes, code }) => {
    const { push } = session();
    expect(() => push(...bytes)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code }) }),
    );
  });
});
