/** What several sources tell, as it comes: each is asked for more once what it told was taken. Ends when all have. */
export async function* merge<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  type Told = { source: AsyncGenerator<T>; result: IteratorResult<T, unknown> };
  const told: (Told | { error: unknown })[] = [];
  let news = Promise.withResolvers<void>();
  const ask = (source: AsyncGenerator<T>): void => {
    void source
      .next()
      .then(
        (result) => told.push({ source, result }),
        (error: unknown) => told.push({ error }),
      )
      .then(() => news.resolve());
  };
  for (const source of sources) ask(source);
  let open = sources.length;
  try {
    while (open > 0) {
      await news.promise;
      news = Promise.withResolvers();
      for (const next of told.splice(0)) {
        if ('error' in next) throw next.error;
        if (next.result.done) {
          open -= 1;
          continue;
        }
        yield next.result.value;
        ask(next.source);
      }
    }
  } finally {
    // Not awaited: one that waits for its next word ends with its signal.
    for (const source of sources) void source.return(undefined).catch(() => undefined);
  }
}
