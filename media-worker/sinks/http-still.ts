import type { StillTaker } from '../control/services.ts';
import { asMediaError } from '../hub/failure.ts';
import { streamId } from '../media/stream-id.ts';
import type { HttpAnswer } from '../protocols/http/answer.ts';
import { playStatus } from './play-error.ts';
import type { PlayGate } from './play-request.ts';

const PATH = /^\/live\/([A-Za-z0-9._-]{1,96})\.jpg$/;
const DEFAULT_WIDTH = 1_920;
const MAX_WIDTH = 3_840;
/** Asked-for widths are rounded up to a multiple, so that callers share pictures and nobody makes us decode a hundred. */
const WIDTH_STEP = 160;
/** However many ask for a stream's picture, it is decoded once in this time. */
const MAX_AGE_MS = 1_000;

/** `/live/<stream>.jpg?ticket=…&width=…`; `null` for other paths. Never rejects: trouble is an answer with a code. */
export function answerStill(
  target: string,
  stills: StillTaker,
  gate: PlayGate,
): Promise<HttpAnswer> | null {
  const [path = '', query = ''] = target.split('?', 2);
  const id = PATH.exec(path)?.[1];
  if (id === undefined) return null;
  const parameters = new URLSearchParams(query);
  const width = widthOf(parameters.get('width'));
  const verdict = gate.check?.(parameters.get('ticket'), id) ?? null;
  if (verdict && !verdict.ok) return refused(verdict.code, 'the ticket does not open this stream');
  if (width === null)
    return refused('request.bad-width', `width is a number from 1 to ${MAX_WIDTH}`);
  if (!gate.find(id)) return refused('stream.unknown', 'no such stream on this worker');
  return picture(id, width, stills);
}

async function picture(id: string, width: number, stills: StillTaker): Promise<HttpAnswer> {
  try {
    const still = await stills.take({ id: streamId(id), maxAgeMs: MAX_AGE_MS, width });
    return {
      status: 200,
      headers: {
        'Content-Type': 'image/jpeg',
        'Cache-Control': `private, max-age=${MAX_AGE_MS / 1_000}`,
        'Last-Modified': new Date(still.takenAt).toUTCString(),
      },
      body: Buffer.from(still.jpegBase64, 'base64'),
    };
  } catch (thrown) {
    const { context, kind, message } = asMediaError(thrown);
    return refused(context.code ?? `stream.${kind}`, message);
  }
}

function widthOf(text: string | null): number | null {
  if (text === null) return DEFAULT_WIDTH;
  const width = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (width < 1 || width > MAX_WIDTH) return null;
  return Math.ceil(width / WIDTH_STEP) * WIDTH_STEP;
}

function refused(code: string, message: string): Promise<HttpAnswer> {
  return Promise.resolve({
    status: playStatus(code),
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    body: JSON.stringify({ code, message }),
  });
}
