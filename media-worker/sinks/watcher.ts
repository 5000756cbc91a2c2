import type { StreamId } from '../media/stream-id.ts';
import type { ViewerEnd, ViewerFormat } from './viewer.ts';

/** What is told of somebody who watches, whatever the protocol. */
export type Watcher = {
  readonly id: string;
  readonly streamId: StreamId;
  readonly format: ViewerFormat | 'hls' | 'rtsp' | 'whep';
  readonly address: string;
  readonly userId: string | null;
  /** UTC ms */
  readonly since: number;
  readonly bytes: number;
  readonly framesDropped: number;
};

/** Tells that a watcher is gone, and why; for the log and the outbox. */
export type WatcherEnded = (watcher: Watcher, end: ViewerEnd) => void;

/** One way of watching, and everybody who watches that way. */
export type Watchers = {
  readonly list: readonly Watcher[];
  /** Ends a watcher by id; false when there is none. */
  kick(id: string): boolean;
};

export const KICKED: ViewerEnd = { code: 'viewer.kicked', message: 'ended by an operator' };
export const LEFT: ViewerEnd = { code: 'viewer.left', message: 'the viewer closed the connection' };
export const STOPPING: ViewerEnd = { code: 'worker.stopping', message: 'the worker is stopping' };

/** Everybody who watches, in whatever way. */
export function countOf(audience: readonly Watchers[]): number {
  return audience.reduce((sum, way) => sum + way.list.length, 0);
}
