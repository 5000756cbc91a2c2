// How a viewer asks for a stream, cheaply: by http://, ws://, rtmp:// or rtsp:// address.
import { randomBytes } from 'node:crypto';
import { amfObject } from '../../codecs/amf0.ts';
import { clientAcknowledgement, clientCommand, clientHello } from '../../protocols/rtmp/testing.ts';

/** What to send first, and what to send when bytes came, until the stream plays. */
export type Greeting = {
  readonly first: Uint8Array;
  /** `null`: more bytes are awaited; `playing`: nothing more to say. */
  hear(bytes: Buffer): Uint8Array | 'playing' | null;
};

const RTMP_SERVER_HELLO = 1 + 2 * 1536;

export function greet(address: string): Greeting {
  const { protocol, host, pathname, href } = new URL(address);
  switch (protocol) {
    case 'http:':
      return once(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    case 'ws:':
      return once(
        `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
      );
    case 'rtmp:':
      return rtmpGreeting(pathname.split('/').at(-1) ?? '');
    case 'rtsp:':
      return rtspGreeting(href);
    default:
      throw new Error(`no way to ask for ${address}`);
  }
}

function once(request: string): Greeting {
  return { first: Buffer.from(request, 'latin1'), hear: () => 'playing' };
}

/** Commands go out ahead of the answers, as the publisher's do. */
function rtmpGreeting(name: string): Greeting {
  let heard = 0;
  const tcUrl = 'rtmp://127.0.0.1/live';
  return {
    first: clientHello(),
    hear: (bytes) => {
      const before = heard;
      heard += bytes.length;
      if (heard < RTMP_SERVER_HELLO) return null;
      if (before >= RTMP_SERVER_HELLO) return 'playing';
      return Buffer.concat([
        clientAcknowledgement(),
        clientCommand(0, 'connect', 1, amfObject({ app: 'live', tcUrl })),
        clientCommand(0, 'createStream', 2, null),
        clientCommand(1, 'play', 3, null, name),
      ]);
    },
  };
}

/** Describe, set up every track on channels of its own, play. */
function rtspGreeting(url: string): Greeting {
  let text = '';
  let cseq = 1;
  let session = '';
  let controls: string[] | null = null;
  let channel = 0;
  const request = (method: string, at: string, fields: string) => {
    cseq += 1;
    const id = session ? `Session: ${session}\r\n` : '';
    return Buffer.from(`${method} ${at} RTSP/1.0\r\nCSeq: ${cseq}\r\n${id}${fields}\r\n`, 'latin1');
  };
  return {
    first: request('DESCRIBE', url, 'Accept: application/sdp\r\n'),
    hear: (bytes) => {
      text += bytes.toString('latin1');
      const answer = wholeAnswer(text);
      if (answer === null) return null;
      text = '';
      if (!/^RTSP\/1\.0 200 /.test(answer)) throw new Error(answer.slice(0, 200));
      session ||= /^Session: ([^;\r]+)/im.exec(answer)?.[1] ?? '';
      controls ??= [...answer.matchAll(/^a=control:(.+)\r$/gm)]
        .map((match) => match[1] ?? '')
        .filter((control) => control !== '*');
      const control = controls.shift();
      if (control === undefined)
        return channel < 0 ? 'playing' : play(() => request('PLAY', url, ''));
      const at = control.startsWith('rtsp:') ? control : `${url}/${control}`;
      const transport = `Transport: RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}\r\n`;
      channel += 2;
      return request('SETUP', at, transport);
    },
  };

  function play(ask: () => Uint8Array): Uint8Array {
    channel = Number.NEGATIVE_INFINITY;
    return ask();
  }
}

/** An answer with all of its body, `null` while bytes are missing. */
function wholeAnswer(text: string): string | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const length = Number(/^Content-Length: (\d+)/im.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length >= end + 4 + length ? text : null;
}
