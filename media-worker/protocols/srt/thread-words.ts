/** What the thread that receives is given: `again` when an address without a caller is listened at once more. */
export type SrtTask = {
  readonly url: string;
  readonly again: boolean;
  readonly cells: Int32Array<SharedArrayBuffer>;
};

/** Numbers both sides see. `stop`: 1 when it is to end · `waiting`: bytes handed over and not yet taken. */
export const SRT_CELL = { stop: 0, waiting: 1 } as const;

/** What the thread tells, in this order. */
export type SrtNews =
  | { readonly type: 'not-opened'; readonly errno: number; readonly afterMs: number }
  | { readonly type: 'opened' }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'ended' };
