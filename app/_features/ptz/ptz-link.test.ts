import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PtzCommand, PtzReport } from '../../../server/ptz/schema.ts';
import { type Connect, PtzLink, STILL } from './ptz-link.ts';

type Events = Parameters<Connect>[0];

class FakeLine {
  sent: PtzCommand[] = [];
  readonly #events: Events;
  #open = false;
  constructor(events: Events) {
    this.#events = events;
  }
  isOpen = () => this.#open;
  send = (text: string) => void this.sent.push(JSON.parse(text));
  hangUp = () => {
    this.#open = false;
    this.#events.closed();
  };
  open() {
    this.#open = true;
    this.#events.opened();
  }
  hear = (report: PtzReport) => this.#events.heard(report);
}

let lines: FakeLine[];
let link: PtzLink;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  link = new PtzLink((events) => {
    const line = new FakeLine(events);
    lines.push(line);
    return line;
  });
});
afterEach(() => vi.useRealTimers());

const left = { ...STILL, pan: -1 };
const types = () => lines[0]?.sent.map(({ type }) => type);

describe('the page hand on a camera', () => {
  it('moves for a computed time; a press meanwhile goes on', () => {
    link.warmUp();
    lines[0]?.open();
    link.steerFor('a', left, 50, 150);
    vi.advanceTimersByTime(149);
    expect(types()).toEqual(['start']);
    vi.advanceTimersByTime(1);
    expect(types()).toEqual(['start', 'stop']);
    link.steerFor('a', left, 50, 150);
    link.steer('a', left, 80);
    vi.advanceTimersByTime(160);
    expect(types()).toEqual(['start', 'stop', 'start', 'start']);
  });

  it('starts, gives signs of life and stops', () => {
    link.warmUp();
    lines[0]?.open();
    link.steer('a', left, 50);
    link.steer('a', left, 50);
    vi.advanceTimersByTime(450);
    link.stop();
    vi.advanceTimersByTime(1_000);
    expect(types()).toEqual(['start', 'beat', 'beat', 'stop']);
    expect(lines[0]?.sent.at(-1)).toEqual({ type: 'stop', sequence: 2 });
  });

  it('says what is wanted when the connection opens, and nothing when it was let go before', () => {
    link.steer('a', left, 50);
    lines[0]?.open();
    expect(types()).toEqual(['start']);
    link.close();
    link.steer('a', left, 50);
    link.stop();
    lines[1]?.open();
    expect(lines[1]?.sent).toEqual([]);
  });

  it('is told when the connection is lost on the way, and connects again', () => {
    const heard: string[] = [];
    link.listen(({ type }) => void heard.push(type));
    link.warmUp();
    lines[0]?.open();
    link.steer('a', left, 50);
    lines[0]?.hangUp();
    vi.advanceTimersByTime(1_000);
    expect([heard, types()]).toEqual([['lost'], ['start']]);
    link.steer('a', left, 50);
    lines[1]?.open();
    expect(lines[1]?.sent).toMatchObject([{ type: 'start', sequence: 1 }]);
  });

  it('gives no more signs of life when it was taken away', () => {
    link.warmUp();
    lines[0]?.open();
    link.steer('a', left, 50);
    lines[0]?.hear({ type: 'stopped', cameraId: 'a', reason: 'taken-over' });
    vi.advanceTimersByTime(1_000);
    expect(types()).toEqual(['start']);
  });
});
