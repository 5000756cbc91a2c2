// An audio back channel as a client: ONVIF Streaming Specification §5.3.
import { MediaError } from '../../media/errors.ts';
import {
  type Connected,
  DEFAULT_SESSION_TIMEOUT_MS,
  expectOk,
  type Playing,
  parseSession,
  play,
  type Ready,
} from './client.ts';
import { baseUrl, controlUrl, presentationUrl } from './control-url.ts';
import { headerOf, type RtspRequest } from './message.ts';
import { parseSdp, type Sdp, type SdpMedia } from './sdp.ts';
import { encodingOf, offeredEncodings } from './sdp-tracks.ts';
import { parseTransports } from './transport.ts';

/** What a client requires to be told of the back channel. */
export const BACK_CHANNEL = 'www.onvif.org/ver20/backchannel';
const REQUIRE = { Require: BACK_CHANNEL } as const;
/** Where voice goes on the connection; nothing else is set up on it. */
const CHANNELS = [0, 1] as const;
const OPTION_NOT_SUPPORTED = 551;

export function requiresBackChannel(request: Pick<RtspRequest, 'headers'>): boolean {
  return (headerOf(request, 'require') ?? '').split(',').some((one) => one.trim() === BACK_CHANNEL);
}

/** What a device takes: G.711 at 8 kHz, one channel, by the law it wants. */
export type BackChannelFormat = {
  readonly media: SdpMedia;
  readonly payloadType: number;
  readonly law: 'a' | 'u';
};

/**
 * The back channel of a description that was asked for with `Require`: what the client sends.
 * @throws `talk.no-back-channel`, `talk.codec-unsupported`
 */
export function backChannelFormat({ media }: Sdp, peer: string): BackChannelFormat {
  const context = { peer, step: 'describe' };
  const toDevice = media.filter((one) => one.attributes.has('sendonly'));
  // A server that calls its own pictures sendonly says it of what it sends, not of what it takes.
  const isOwnView = toDevice.some((one) => one.type === 'video');
  const voices = isOwnView ? [] : toDevice.filter((one) => one.type === 'audio');
  if (voices.length === 0)
    throw new MediaError('unsupported', 'the device offers no audio back channel', {
      ...context,
      code: 'talk.no-back-channel',
    });
  for (const [name, law] of [
    ['PCMA', 'a'],
    ['PCMU', 'u'],
  ] as const)
    for (const one of voices)
      for (const payloadType of one.formats) {
        const encoding = encodingOf(one, payloadType);
        if (encoding?.name === name && encoding.clockRate === 8000 && encoding.channels === 1)
          return { media: one, payloadType, law };
      }
  throw new MediaError('unsupported', `the device takes ${offeredEncodings(voices)} only`, {
    ...context,
    code: 'talk.codec-unsupported',
  });
}

/** DESCRIBE, SETUP and PLAY of the back channel and nothing else; the connection belongs to the session from then on. */
export async function openBackChannel(
  connected: Connected,
): Promise<Playing & { readonly voice: BackChannelFormat & { readonly channel: number } }> {
  const { connection, url } = connected;
  const described = await connection.request('DESCRIBE', url, {
    Accept: 'application/sdp',
    ...REQUIRE,
  });
  if (described.status === OPTION_NOT_SUPPORTED)
    throw new MediaError('unsupported', 'the device knows no audio back channel', {
      code: 'talk.no-back-channel',
      peer: connection.peer,
      step: 'describe',
    });
  expectOk(described, 'describe', connection);
  const sdp = parseSdp(Buffer.from(described.body).toString('utf8'));
  const format = backChannelFormat(sdp, connection.peer);
  const base = baseUrl(
    url,
    headerOf(described, 'content-base'),
    headerOf(described, 'content-location'),
  );
  const presentation = presentationUrl(base, sdp.attributes.get('control')?.[0] ?? null);
  const control = controlUrl(base, format.media.attributes.get('control')?.[0] ?? null);
  const response = await connection.request('SETUP', control, {
    Transport: `RTP/AVP/TCP;unicast;interleaved=${CHANNELS.join('-')}`,
    ...REQUIRE,
  });
  // A device has one loudspeaker: whoever else talks through it is answered first.
  if (response.status === 453 || response.status === 486)
    throw new MediaError('refused', 'somebody else talks through this device', {
      code: 'talk.device-busy',
      peer: connection.peer,
      step: 'setup',
    });
  expectOk(response, 'setup', connection);
  const [transport] = parseTransports(headerOf(response, 'transport') ?? '');
  if (transport?.protocol === 'udp')
    throw new MediaError('unsupported', 'the device takes no voice on the connection', {
      code: 'rtsp.transport-refused',
      peer: connection.peer,
      step: 'setup',
    });
  const session = parseSession(headerOf(response, 'session'));
  const ready: Ready = {
    ...connected,
    state: 'ready',
    base,
    presentation,
    sdp,
    tracks: [],
    setups: [],
    session: session?.id ?? '',
    timeoutMs: session?.timeoutMs ?? DEFAULT_SESSION_TIMEOUT_MS,
  };
  const playing = await play(ready, REQUIRE);
  return { ...playing, voice: { ...format, channel: transport?.interleaved?.[0] ?? CHANNELS[0] } };
}
