import { describe, expect, it } from 'vitest';
import type { EventItem } from '../../../server/events/schema.ts';
import type { EventRule } from '../../../server/walls/schema.ts';
import { type Holding, holdEvents, NOTHING_HELD, nextEndMs } from './event-cells.ts';

const event = (id: string, more: Partial<EventItem> = {}): EventItem => ({
  id,
  source: 'device',
  kind: 'motion',
  severity: 'warn',
  topic: null,
  cameraId: `camera ${id}`,
  name: id,
  roadCode: null,
  direction: null,
  chainageM: null,
  raisedAt: new Date(Number(id) * 1000),
  deviceAt: null,
  lastAt: new Date(0),
  endedAt: null,
  ongoing: false,
  count: 1,
  state: 'new',
  acknowledgedAt: null,
  acknowledgedBy: null,
  closedAt: null,
  closedBy: null,
  remark: null,
  ...more,
});
const rule: EventRule = { severity: 'info', kind: null, holdS: null };
const shown = ({ held }: Holding) => held.map((one) => one?.event.id ?? null);

describe('event cells', () => {
  it('take the newest, each another, and leave ordinary cells alone', () => {
    const open = [event('3'), event('2'), event('1')];
    const holding = holdEvents([null, rule, rule], NOTHING_HELD, open, 0);
    expect(shown(holding)).toEqual([null, '3', '2']);
  });

  it('keep what they show while something newer finds room, else the oldest leaves', () => {
    const first = holdEvents([rule, rule], NOTHING_HELD, [event('1')], 0);
    const second = holdEvents([rule, rule], first, [event('2'), event('1')], 1);
    expect(shown(second)).toEqual(['1', '2']);
    const third = holdEvents([rule, rule], second, [event('3'), event('2'), event('1')], 2);
    expect(shown(third)).toEqual(['3', '2']);
  });

  it('give their place back when somebody acknowledges', () => {
    const first = holdEvents([rule, rule], NOTHING_HELD, [event('2'), event('1')], 0);
    expect(shown(holdEvents([rule, rule], first, [event('1')], 1))).toEqual([null, '1']);
  });

  it('show no camera twice', () => {
    const open = [event('2', { cameraId: 'c' }), event('1', { cameraId: 'c' })];
    const holding = holdEvents([rule, rule], NOTHING_HELD, open, 0);
    expect(shown(holding)).toEqual(['2', null]);
    const newer = [event('3', { cameraId: 'c' }), ...open];
    expect(shown(holdEvents([rule, rule], holding, newer, 1))).toEqual(['3', null]);
  });

  it('take only what is heavy enough and of their kind', () => {
    const rules = [
      { ...rule, severity: 'critical' as const },
      { ...rule, kind: 'tamper' as const },
    ];
    const open = [event('3'), event('2', { kind: 'tamper' }), event('1', { severity: 'critical' })];
    expect(shown(holdEvents(rules, NOTHING_HELD, open, 0))).toEqual(['1', '2']);
  });

  it('give their place back after their time, and not to the same event again', () => {
    const rules = [{ ...rule, holdS: 30 }];
    const open = [event('1')];
    const first = holdEvents(rules, NOTHING_HELD, open, 1_000);
    expect(nextEndMs(rules, first)).toBe(31_000);
    expect(shown(holdEvents(rules, first, open, 30_999))).toEqual(['1']);
    const over = holdEvents(rules, first, open, 31_000);
    expect(shown(over)).toEqual([null]);
    expect(shown(holdEvents(rules, over, open, 32_000))).toEqual([null]);
    expect(shown(holdEvents(rules, over, [event('2'), ...open], 33_000))).toEqual(['2']);
    expect(nextEndMs(rules, over)).toBeNull();
  });

  it('leave out events without a camera', () => {
    const open = [event('1', { cameraId: null })];
    expect(shown(holdEvents([rule], NOTHING_HELD, open, 0))).toEqual([null]);
  });
});
