import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** As fast as the reader takes it; a reader that leaves ends it. */
export async function sendPieces(
  response: ServerResponse,
  pieces: AsyncIterable<string>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for await (const piece of pieces) {
    if (gone.signal.aborted) return;
    if (!response.write(piece)) await once(response, 'drain', gone).catch(() => undefined); // gone: the loop ends
  }
  response.end();
}
