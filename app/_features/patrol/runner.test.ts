import { describe, expect, it } from 'vitest';
import { PatrolRunner } from './runner.ts';
import { simulatedClock } from './test-clock.ts';

function setUpRunner({ count = 3, loop = true, dwellMs = 15_000 } = {}) {
  const { clock, pass, timers } = simulatedClock();
  const pages = Array.from({ length: count }, (_, page) => ({ page, dwellMs }));
  const log: string[] = [];
  const stage = { ready: 9, wanted: 9, preparing: null as number | null };
  const runner = new PatrolRunner({
    pages: () => pages,
    clock,
    loop,
    stage: {
      prepare: ({ page }) => {
        stage.preparing = page;
        log.push(`prepare ${page} @${clock.now()}`);
      },
      readiness: () => ({ ready: stage.ready, wanted: stage.wanted }),
      swap: () => log.push(`swap ${stage.preparing} @${clock.now()}`),
      discard: () => log.push(`discard @${clock.now()}`),
    },
    onChange: () => undefined,
    onPage: ({ round, fresh, stayed }) => {
      if (fresh) log.push(`round ${round}${stayed ? ' stays' : ''} @${clock.now()}`);
    },
    onEnd: () => log.push(`end @${clock.now()}`),
  });
  runner.start();
  const since = () => log.splice(0);
  return { runner, pass, stage, since, timers };
}

describe('a running patrol', () => {
  it('prepares the next page four seconds early and swaps when the time is over', () => {
    const { pass, since } = setUpRunner();
    pass(20_000);
    expect(since()).toEqual([
      'prepare 0 @1000',
      'swap 0 @1100',
      'round 1 @1100',
      'prepare 1 @12100',
      'swap 1 @16100',
    ]);
  });

  it('waits two seconds at most for four of five pictures', () => {
    const { pass, since, stage } = setUpRunner();
    pass(12_000);
    since();
    stage.ready = 7;
    pass(5_000);
    expect(since()).toEqual([]);
    pass(1_100);
    expect(since()).toEqual(['swap 1 @18100']);
    stage.ready = 8;
    pass(15_100);
    expect(since()).toEqual(['prepare 2 @29100', 'swap 2 @33100']);
  });

  it('goes round, or ends after the last page', () => {
    const round = setUpRunner({ count: 2 });
    round.pass(35_000);
    expect(round.since().filter((line) => /round|end/.test(line))).toEqual([
      'round 1 @1100',
      'round 2 @31100',
    ]);
    const once = setUpRunner({ count: 2, loop: false });
    once.pass(60_000);
    expect(once.since().slice(-2)).toEqual(['swap 1 @16100', 'end @31100']);
    expect([once.runner.view().ended, once.timers()]).toEqual([true, 0]);
  });

  it('leaves a single page where it is, round after round', () => {
    const { pass, since } = setUpRunner({ count: 1 });
    pass(32_000);
    expect(since().filter((line) => /prepare|swap|round/.test(line))).toEqual([
      'prepare 0 @1000',
      'swap 0 @1100',
      'round 1 @1100',
      'round 2 stays @16100',
      'round 3 stays @31100',
    ]);
  });

  it('stands still while it is paused or held, and counts on afterwards', () => {
    const { runner, pass, since } = setUpRunner();
    pass(6_000);
    runner.pause();
    pass(60_000);
    runner.play();
    runner.hold('hidden', true);
    runner.hold('remark', true);
    runner.hold('hidden', false);
    pass(60_000);
    expect(runner.view()).toMatchObject({ held: true, remainingMs: 9_100 });
    runner.hold('remark', false);
    since();
    pass(9_200);
    expect(since()).toEqual(['prepare 1 @132100', 'swap 1 @136100']);
  });

  it('lets go of a prepared page when it is paused', () => {
    const { runner, pass, since } = setUpRunner();
    pass(12_000);
    runner.pause();
    expect(since().at(-1)).toBe('discard @13000');
    expect(runner.view().next).toBeNull();
  });

  it('is moved by hand, and the time begins again', () => {
    const { runner, pass, since } = setUpRunner({ count: 5 });
    pass(5_000);
    runner.next();
    pass(200);
    expect(runner.view()).toMatchObject({ page: 1, remainingMs: 14_900 });
    runner.next();
    runner.next();
    pass(200);
    expect(runner.view().page).toBe(3);
    runner.previous();
    pass(200);
    runner.jump(4);
    pass(200);
    expect(runner.view().page).toBe(4);
    since();
    runner.jump(4);
    pass(100);
    expect([since(), runner.view().remainingMs]).toEqual([[], 14_900]);
    runner.jump(77);
    expect(runner.view().next).toBeNull();
  });

  it('takes the prepared page at once when it is asked for', () => {
    const { runner, pass, since } = setUpRunner();
    pass(13_000);
    since();
    runner.next();
    pass(100);
    expect(since()).toEqual(['swap 1 @14100']);
  });

  it('goes back from the first page to the last of a loop, and nowhere without one', () => {
    const { runner, pass } = setUpRunner();
    pass(1_000);
    runner.previous();
    pass(200);
    expect(runner.view().page).toBe(2);
    const once = setUpRunner({ loop: false });
    once.pass(1_000);
    once.runner.previous();
    once.pass(200);
    expect(once.runner.view().page).toBe(0);
  });
});
