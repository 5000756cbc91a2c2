import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeWorker, openFakeWorker } from '../media/fake-worker.ts';
import { AppError } from '../platform/errors.ts';
import type { Actor } from '../session/policy.ts';
import { takeInEvent } from '../status/mutations.ts';
import { StatusBook } from '../status/status-book.ts';
import {
  type Caller,
  CLUSTER_SECRET,
  codeOf,
  insertPlaces,
  openTestSite,
  type TestSite,
} from '../trpc/test-site.ts';
import { followTalks } from './follow.ts';
import { REFUSAL_LASTS_MS, TALK_OVER_MS } from './policy.ts';

let site: TestSite;
let worker: FakeWorker;
let anna: Actor;
let bert: Actor;
let admin: Caller;
let divisionId: string;
let cameraId: string;

beforeEach(async () => {
  site = await openTestSite();
  worker = await openFakeWorker('one', CLUSTER_SECRET);
  await site.services.media.register(worker.report);
  admin = site.browser({ signedInAs: await site.user('admin') }).call;
  anna = await site.user('operator');
  bert = await site.user('operator');
  divisionId = (await insertPlaces(site.services)).county.id;
  cameraId = await camera('rtsp://u:geheim@10.0.0.1/main');
});
afterEach(async () => {
  for (const disposable of [worker, site]) await disposable[Symbol.asyncDispose]();
});

let cameras = 0;
async function camera(mainAddress: string): Promise<string> {
  cameras += 1;
  const fields = { code: `T${cameras}`, name: '一', divisionId, driver: 'rtsp' as const };
  return (await admin.cameras.create({ ...fields, mainAddress })).id;
}

const as = (actor: Actor): Caller => site.browser({ signedInAs: actor }).call;
const start = (actor: Actor) => as(actor).talk.start({ cameraId });
const support = (id = cameraId) => as(anna).talk.support({ cameraId: id });

async function refusal(call: Promise<unknown>): Promise<AppError | null> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof AppError ? cause : null;
}

/** Who talks, as a page is told first. */
async function talking(): Promise<string[]> {
  const stop = new AbortController();
  const stream = await as(anna).talk.follow();
  for await (const told of stream) {
    stop.abort();
    return told.items.map((one) => `${one.cameraId} ${one.name}`);
  }
  return [];
}

let seq = 0;
async function ended(talkId: string, actor: Actor, reason = 'talk.released') {
  seq += 1;
  const at = site.clock.wallNow();
  const place = { nodeId: 'one', epoch: 'epoch-1', seq, at };
  const book = new StatusBook(site.services);
  const fact = { type: 'talk.ended', talkId, streamId: `talk-${talkId}`, cameraId } as const;
  const event = { ...place, ...fact, userId: actor.userId, since: at - 42_000, reason };
  const counts = { packets: 1_500, framesDropped: 3 };
  await takeInEvent(site.services.db, book, { ...event, ...counts });
  await takeInEvent(site.services.db, book, { ...event, ...counts }); // told twice, written once
}

const trail = async () =>
  (await admin.audit.list({})).items
    .filter(({ action }) => action.startsWith('talk.'))
    .map(({ action, username, details }) => ({ action, username, details }));

describe('talking through a camera', () => {
  it('opens its loudspeaker, with a ticket for this talk and person', async () => {
    expect(await support()).toEqual({ kind: 'unknown' });
    const started = await start(anna);
    expect(worker.talks).toEqual([
      {
        id: started.talkId,
        cameraId,
        userId: anna.userId,
        to: {
          kind: 'rtsp',
          url: 'rtsp://10.0.0.1/main',
          username: 'u',
          password: 'geheim',
          transport: 'auto',
        },
      },
    ]);
    expect(started).toMatchObject({ mediaPort: 8080, httpsPort: null, mediaHost: null });
    const [path, ticket = ''] = started.path.split('?ticket=');
    expect(path).toBe(`/talk/${started.talkId}`);
    const [body = ''] = ticket.split('.');
    expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toEqual({
      s: started.talkId,
      u: anna.userId,
      e: Math.ceil(site.clock.wallNow() / 1000) + 60,
      r: 'talk',
    });
    expect(JSON.stringify(started)).not.toContain('geheim');
    expect(await support()).toEqual({ kind: 'yes' });
  });

  it('is one person at a time, who is named, until the worker says that it is over', async () => {
    const { talkId } = await start(anna);
    const { name } = await as(anna)
      .session.current()
      .then(({ user }) => ({ name: user?.displayName }));
    expect(await talking()).toEqual([`${cameraId} ${name}`]);
    expect(await refusal(start(bert))).toMatchObject({
      code: 'talk.busy',
      details: { holder: name },
    });
    await ended(talkId, anna);
    expect(await talking()).toEqual([]);
    await start(bert);
    expect(await trail()).toEqual([
      expect.objectContaining({ action: 'talk.start', username: bert.username }),
      {
        action: 'talk.end',
        username: anna.username,
        details: {
          talkId,
          seconds: 42,
          voiceSeconds: 30,
          framesDropped: 3,
          reason: 'talk.released',
        },
      },
      { action: 'talk.start', username: anna.username, details: { talkId } },
    ]);
  });

  it('begins anew for whoever talks already, and the late end of the first leaves the second', async () => {
    const first = await start(anna);
    const second = await start(anna);
    expect(worker.endedTalks).toEqual([first.talkId]);
    await ended(first.talkId, anna);
    expect(await talking()).toHaveLength(1);
    await ended(second.talkId, anna);
    expect(await talking()).toEqual([]);
  });

  it('is over with its worker, and after its longest time', async () => {
    await start(anna);
    await site.services.media.register({ ...worker.report, epoch: 'epoch-2' });
    expect(await talking()).toEqual([]);
    await start(bert);
    site.clock.advance(TALK_OVER_MS);
    await site.services.media.register({ ...worker.report, epoch: 'epoch-2' });
    expect(await talking()).toEqual([]);
    await start(anna);
  });

  it('remembers for a day that a device cannot, and asks again when its address changes', async () => {
    worker.talkRefusal = 'talk.no-back-channel';
    expect(await codeOf(start(anna))).toBe('talk.not-supported');
    const no = { kind: 'no', code: 'talk.no-back-channel' };
    expect(await support()).toEqual(no);
    worker.talkRefusal = null;
    expect(await codeOf(start(anna))).toBe('talk.not-supported');
    expect(worker.talks).toEqual([]);
    expect((await trail()).map(({ details }) => details?.reason)).toEqual([
      'talk.no-back-channel',
      undefined,
    ]);
    site.clock.advance(REFUSAL_LASTS_MS - 1);
    expect(await support()).toEqual(no);
    site.clock.advance(1);
    expect(await support()).toEqual({ kind: 'unknown' });
    site.clock.advance(-REFUSAL_LASTS_MS);
    await admin.cameras.update({ id: cameraId, mainAddress: 'rtsp://10.0.0.2/main' });
    expect(await support()).toEqual({ kind: 'unknown' });
    await start(anna);
  });

  it('forgets a refusal that is none of what the device is', async () => {
    worker.talkRefusal = 'talk.timeout';
    expect(await refusal(start(anna))).toMatchObject({
      code: 'talk.failed',
      details: { reason: 'talk.timeout' },
    });
    expect(await support()).toEqual({ kind: 'unknown' });
    worker.talkRefusal = null;
    await start(bert);
  });

  it('cannot be where a camera is no RTSP device', async () => {
    const id = await camera('srt://10.0.0.3:9000');
    expect(await support(id)).toEqual({ kind: 'no', code: 'talk.no-way' });
    const call = as(anna).talk.start({ cameraId: id });
    expect(await codeOf(call)).toBe('talk.not-supported');
  });

  it('is told to pages as it happens', async () => {
    const stop = new AbortController();
    const scope = { ...anna } as Parameters<typeof followTalks>[1];
    const told = followTalks(site.services, scope, stop.signal);
    const counts: number[] = [];
    counts.push((await told.next()).value?.items.length);
    const next = told.next();
    const { talkId } = await start(anna);
    counts.push((await next).value?.items.length);
    const last = told.next();
    await ended(talkId, anna);
    counts.push((await last).value?.items.length);
    stop.abort();
    expect(counts).toEqual([0, 1, 0]);
  });
});
