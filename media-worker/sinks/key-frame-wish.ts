import type { HttpAnswer } from '../protocols/http/answer.ts';
import { CORS_HEADERS } from '../protocols/http/head.ts';
import { playStatus } from './play-error.ts';
import type { PlayGate } from './play-request.ts';
import type { SignallingRequest } from './webrtc-requests.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})\/key-frame$/;

/**
 * `POST /live/<stream>/key-frame?ticket=…`: a worker that relays the stream has somebody who joins behind an old random
 * access point. Whoever may watch may ask; the stream asks its own source seldom enough. `null` for another path.
 */
export function answerKeyFrameWish(
  { method, target }: Pick<SignallingRequest, 'method' | 'target'>,
  gate: PlayGate,
): Promise<HttpAnswer> | null {
  const [path = '', query = ''] = target.split('?', 2);
  const id = PATH.exec(path)?.[1];
  if (id === undefined || method !== 'POST') return null;
  const verdict = gate.check?.(new URLSearchParams(query).get('ticket'), id) ?? null;
  if (verdict && !verdict.ok) return refusal(verdict.code, 'the ticket does not open this stream');
  const stream = gate.find(id);
  if (!stream) return refusal('stream.unknown', 'no such stream on this worker');
  stream.wantKeyFrame();
  return Promise.resolve({ status: 204, headers: CORS_HEADERS, body: '' });
}

function refusal(code: string, message: string): Promise<HttpAnswer> {
  return Promise.resolve({
    status: playStatus(code),
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, message }),
  });
}
