// SRT addresses as senders and players write them: srt://host:port?mode=…&streamid=…&latency=…
import { isIP } from 'node:net';
import { MediaError } from '../../media/errors.ts';

/** `caller` dials, `listener` waits at a local address for one sender. */
export type SrtMode = 'caller' | 'listener';

export type SrtAddress = {
  readonly mode: SrtMode;
  /** Without brackets; of a listener the local address. */
  readonly host: string;
  readonly port: number;
  /** What a caller names the stream it wants. */
  readonly streamId: string | null;
  readonly passphrase: string | null;
  /** How long lost packets may be asked for again; the larger one of both sides counts. */
  readonly latencyMs: number;
};

/** libsrt's own, enough up to a round trip of 30 ms. */
const DEFAULT_LATENCY_MS = 120;
const MAX_LATENCY_MS = 10_000;
/** Longer ones the handshake cannot carry. */
const MAX_STREAM_ID_CHARACTERS = 512;
const PASSPHRASE = /^.{10,79}$/su;
const ADDRESS = /^srt:\/\/(\[[^\]\s]+\]|[^/:?#@\s]+):(\d{1,5})\/?(?:\?(.*))?$/s;

/** @throws `unsupported` with `srt.bad-address`, `srt.bad-passphrase` or `srt.needs-passphrase` */
export function parseSrtAddress(url: string, passphrase: string | null = null): SrtAddress {
  const match = ADDRESS.exec(url);
  const port = Number(match?.[2]);
  const host = (match?.[1] ?? '').replace(/^\[|\]$/g, '');
  // Stream ids often begin with `#!::`; an address of SRT has no fragment.
  const parameters = new URLSearchParams((match?.[3] ?? '').replaceAll('#', '%23'));
  const mode = parameters.get('mode') ?? 'caller';
  const streamId = parameters.get('streamid');
  const latencyMs = Number(parameters.get('latency') ?? DEFAULT_LATENCY_MS);
  const isWrong =
    host === '' ||
    port < 1 ||
    port > 65_535 ||
    !isMode(mode) ||
    (streamId?.length ?? 0) > MAX_STREAM_ID_CHARACTERS ||
    !(latencyMs >= 0 && latencyMs <= MAX_LATENCY_MS) ||
    (mode === 'listener' && isIP(host) === 0);
  if (isWrong)
    throw unsupported(
      'srt.bad-address',
      'not an address of the form srt://<host>:<port>?streamid=<name>&latency=<ms>, or srt://<local IP address>:<port>?mode=listener',
    );
  const secret = passphrase ?? parameters.get('passphrase');
  if (secret !== null && !PASSPHRASE.test(secret))
    throw unsupported('srt.bad-passphrase', 'a passphrase of SRT has 10 to 79 characters');
  // Who connects is known by nothing else.
  if (mode === 'listener' && secret === null)
    throw unsupported('srt.needs-passphrase', 'a listener takes only those who know a passphrase');
  return { mode, host, port, streamId, passphrase: secret, latencyMs };
}

function isMode(text: string): text is SrtMode {
  return text === 'caller' || text === 'listener';
}

function unsupported(code: string, message: string): MediaError {
  return new MediaError('unsupported', message, { code, step: 'resolve' });
}

/** How long one call for a connection takes at most; a listener is called for again. */
export const SRT_OPEN_MS = { caller: 3_000, listener: 1_000 } as const;

/** The address in the words of FFmpeg's protocol `srt`; holds the passphrase. */
export function libsrtUrl(address: SrtAddress): string {
  const { mode, host, port, streamId, passphrase, latencyMs } = address;
  const parameters = [
    `mode=${mode}`,
    'transtype=live',
    `latency=${latencyMs * 1_000}`,
    mode === 'caller'
      ? `connect_timeout=${SRT_OPEN_MS.caller}`
      : `listen_timeout=${SRT_OPEN_MS.listener * 1_000}`,
  ];
  if (streamId !== null) parameters.push(`streamid=${encodeURIComponent(streamId)}`);
  if (passphrase !== null)
    parameters.push(`passphrase=${encodeURIComponent(passphrase)}`, 'enforced_encryption=1');
  const shown = isIP(host) === 6 ? `[${host}]` : host;
  return `srt://${shown}:${port}?${parameters.join('&')}`;
}
