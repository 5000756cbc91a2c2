/** Reads server-sent events as tRPC writes them (WHATWG HTML §9.2, tRPC 11's event names). */

/** A connection test carries a picture in one event. */
const MAX_EVENT_CHARACTERS = 4 * 1024 * 1024;

export async function* readEvents(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): AsyncGenerator<unknown, void> {
  const response = await fetch(url, {
    headers: { ...headers, accept: 'text/event-stream' },
    signal,
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new Error(`event stream answered ${response.status}`);
  }
  for await (const { event, data } of parseEvents(response.body)) {
    if (event === 'return') return;
    if (event === 'serialized-error') throw new Error(`event stream failed: ${data}`);
    if (event === 'message' && data !== '') yield JSON.parse(data);
  }
  throw new Error('event stream ended early');
}

async function* parseEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<{ event: string; data: string }> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > MAX_EVENT_CHARACTERS) throw new Error('event too long');
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) yield parseBlock(block);
  }
}

function parseBlock(block: string): { event: string; data: string } {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/.exec(line));
  const all = (name: string): string[] =>
    fields.filter((field) => field?.[1] === name).map((field) => field?.[2] ?? '');
  return { event: all('event')[0] ?? 'message', data: all('data').join('\n') };
}
