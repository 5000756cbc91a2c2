// HTTP side of HLS: RFC 8216bis §6.2.5 (blocking reload), §6.2.6 (preload hints).
import { MediaError } from '../media/errors.ts';
import type { HttpAnswer } from '../protocols/http/answer.ts';
import type { HlsPosition } from './hls-output.ts';
import type { HlsSession, HlsSessions } from './hls-sessions.ts';
import { playStatus } from './play-error.ts';
import { readWanted, type SuitingGate } from './play-request.ts';

/** `/live/NAME.m3u8` opens a session; `/live/NAME/hls/…` is fetched within it. */
const MASTER = /^\/live\/([A-Za-z0-9._-]{1,96})\.m3u8$/;
const FILE = /^\/live\/([A-Za-z0-9._-]{1,96})\/hls\/([a-z0-9.-]{1,64})$/;
const PLAYLIST = 'index.m3u8';
/** Target durations for which a cache may keep what answered a blocking request (RFC 8216bis §6.2.5.1). */
const BLOCKED_FRESH_TARGETS = 6;
const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl';
/** Names never mean other bytes while they can be asked for, so any cache may keep them for an hour. */
const CACHEABLE = 'public, max-age=3600, immutable';

export type HlsAnswer = HttpAnswer;

/** `null` when the path is not HLS. Never rejects: trouble is an answer with a code. */
export function answerHls(
  target: string,
  address: string,
  sessions: HlsSessions,
  gate: SuitingGate,
): Promise<HlsAnswer> | null {
  const [path = '', query = ''] = target.split('?', 2);
  const parameters = new URLSearchParams(query);
  const opened = MASTER.exec(path)?.[1];
  if (opened !== undefined) return settled(() => open(opened, parameters, address, sessions, gate));
  const [, name, file] = FILE.exec(path) ?? [];
  if (name === undefined || file === undefined) return null;
  return settled(() => fetchFile(name, file, parameters, address, sessions));
}

async function settled(work: () => Promise<HlsAnswer>): Promise<HlsAnswer> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof MediaError)) throw thrown;
    const code = thrown.context.code ?? `stream.${thrown.kind}`;
    const status = thrown.kind === 'malformed' ? 400 : playStatus(code);
    return refusal(status, code, thrown.message);
  }
}

function refusal(status: number, code: string, message: string): HlsAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({ code, message }),
  };
}

async function open(
  name: string,
  parameters: URLSearchParams,
  address: string,
  sessions: HlsSessions,
  gate: SuitingGate,
): Promise<HlsAnswer> {
  const verdict = gate.check?.(parameters.get('ticket'), name) ?? null;
  if (verdict && !verdict.ok)
    return refusal(playStatus(verdict.code), verdict.code, 'the ticket does not open this stream');
  const stream = gate.find(name);
  if (!stream) return refusal(404, 'stream.unknown', 'no such stream on this worker');
  const full = gate.admit?.(stream);
  if (full) return refusal(playStatus(full.code), full.code, full.message);
  const lowLatency = parameters.get('ll') === '1';
  const format = parameters.get('format') === 'ts' ? 'ts' : 'fmp4';
  const read = readWanted(parameters, format);
  if (!read.ok) return refusal(400, read.end.code, read.end.message);
  const session = sessions.open({
    stream: gate.suiting(stream, read.wanted),
    format,
    address,
    userId: verdict?.ticket.userId ?? null,
  });
  if (!session) return refusal(503, 'viewer.too-many', 'this worker is full');
  try {
    await session.output.untilReady(lowLatency ? 'part' : 'segment');
  } catch (thrown) {
    sessions.end(session, { code: 'stream.no-picture', message: 'there was nothing to play' });
    throw thrown;
  }
  // It opened a session: the next player needs one of its own.
  return playlistAnswer(masterPlaylist(name, session, lowLatency), 'no-store');
}

/** One variant, so that a player knows codecs and size before it asks for the first segment. */
function masterPlaylist(name: string, session: HlsSession, lowLatency: boolean): string {
  const { stream } = session.output;
  const codecs = stream.tracks.map((track) => track.codecString).join(',');
  const video = stream.tracks.find((track) => track.kind === 'video');
  const resolution = video ? `,RESOLUTION=${video.width}x${video.height}` : '';
  const bandwidth = Math.max(1, Math.round(session.output.bitrate));
  const query = `?session=${session.key}${lowLatency ? '&ll=1' : ''}`;
  return `#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth},CODECS="${codecs}"${resolution}\n${name}/hls/${PLAYLIST}${query}\n`;
}

function playlistAnswer(body: string, cacheControl: string): HlsAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': PLAYLIST_TYPE, 'Cache-Control': cacheControl },
    body,
  };
}

async function fetchFile(
  name: string,
  file: string,
  parameters: URLSearchParams,
  address: string,
  sessions: HlsSessions,
): Promise<HlsAnswer> {
  const session = sessions.find(parameters.get('session'), address);
  if (!session || session.streamId !== name)
    return refusal(403, 'hls.no-session', 'this session is over, or another address');
  const answer =
    file === PLAYLIST ? await playlist(session, parameters) : await media(session, file);
  session.bytes += answer.body.length;
  return answer;
}

async function playlist(session: HlsSession, parameters: URLSearchParams): Promise<HlsAnswer> {
  const position = wantedPosition(parameters);
  if (position) await session.output.untilAt(position);
  const { segmentSeconds, window } = session.output;
  const text = window.playlist({
    lowLatency: parameters.get('ll') === '1',
    delta: parameters.get('_HLS_skip') === 'YES',
    query: `?session=${session.key}`,
  });
  // Half a segment old it still leads to the newest one; what answered a blocking request never changes its sense.
  const freshSeconds = position
    ? segmentSeconds * BLOCKED_FRESH_TARGETS
    : Math.max(1, Math.floor(segmentSeconds / 2));
  return playlistAnswer(text, `public, max-age=${freshSeconds}`);
}

/** `_HLS_msn` and `_HLS_part`. @throws `malformed` */
function wantedPosition(parameters: URLSearchParams): HlsPosition | null {
  const sequence = parameters.get('_HLS_msn');
  const part = parameters.get('_HLS_part');
  if (sequence === null && part === null) return null;
  if (
    sequence === null ||
    !/^\d{1,9}$/.test(sequence) ||
    (part !== null && !/^\d{1,6}$/.test(part))
  )
    throw new MediaError(
      'malformed',
      '_HLS_msn and _HLS_part are numbers, and _HLS_part needs _HLS_msn',
      { code: 'hls.bad-position' },
    );
  return { sequence: Number(sequence), part: part === null ? null : Number(part) };
}

async function media(session: HlsSession, file: string): Promise<HlsAnswer> {
  const { output } = session;
  // The preload hint names the part that is being made: its request waits until the part is whole.
  const [, sequence, part] = /^[0-9a-z]+-(\d+)\.(\d+)\./.exec(file) ?? [];
  const hinted =
    Number(sequence) === output.window.edge.sequence && Number(part) === output.window.edge.parts;
  if (hinted) await output.untilAt({ sequence: Number(sequence), part: Number(part) });
  const bytes = output.window.file(file);
  if (!bytes) return refusal(404, 'hls.gone', 'this segment left the window');
  return {
    status: 200,
    headers: { 'Content-Type': contentType(file), 'Cache-Control': CACHEABLE },
    body: bytes,
  };
}

function contentType(file: string): string {
  if (file.endsWith('.ts')) return 'video/mp2t';
  return file.endsWith('.mp4') ? 'video/mp4' : 'video/iso.segment';
}
