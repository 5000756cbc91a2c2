import { useCallback } from 'react';

type Paged = {
  readonly fetchNextPage: () => Promise<unknown>;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
};

/** What a list calls at its end: the next page, unless there is none or it is on its way. */
export function useMore({ fetchNextPage, hasNextPage, isFetchingNextPage }: Paged): () => void {
  return useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
}
