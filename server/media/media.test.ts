import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyTicket } from '../../media-worker/control/ticket.ts';
import { PagePlacesCache } from '../http/page-places.ts';
import { picturePath } from '../pictures/data.ts';
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
import { followWorkers } from './event-intake.ts';
import { type FakeWorker, openFakeWorker } from './fake-worker.ts';
import { moveRound } from './moving.ts';
import { liveState } from './test-states.ts';

let site: TestSite;
let actor: Actor;
let call: Caller;
let one: FakeWorker;
let two: FakeWorker;
let cameraId: string;
let streamId: string;

beforeEach(async () => {
  site = await openTestSite();
  actor = await site.user('admin');
  call = site.browser({ signedInAs: actor }).call;
  one = await openFakeWorker('one', CLUSTER_SECRET);
  two = await openFakeWorker('two', CLUSTER_SECRET);
  const { county } = await insertPlaces(site.services);
  const mainAddress = 'rtsp://u:geheim@10.0.0.1/main';
  const fields = { code: 'C1', name: '一', divisionId: county.id, driver: 'rtsp' as const };
  cameraId = (await call.cameras.create({ ...fields, mainAddress })).id;
  streamId = (await call.cameras.get({ id: cameraId })).streams[0]?.id ?? '';
});
afterEach(async () => {
  for (const disposable of [one, two, site]) await disposable[Symbol.asyncDispose]();
});

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

const play = () => call.live.play({ cameraId, quality: 'sub' });

/** What worker `one` says when a stream's first picture came. */
function cameLive(id: string) {
  const at = site.clock.wallNow();
  const fact = { nodeId: 'one', epoch: 'epoch-1', seq: 1, at, streamId: id, tracks: [] };
  return { ...fact, type: 'stream.state', state: 'live', failure: null } as const;
}

it('has no picture to offer without a worker', async () => {
  expect(await codeOf(play())).toBe('media.no-worker');
});

it('plays on the least loaded worker, with a ticket for this stream and user', async () => {
  await site.services.media.register({ ...one.report, cpu: 0.9 });
  await site.services.media.register({ ...two.report, cpu: 0.1 });
  const played = await play();
  expect(played).toMatchObject({ streamId, quality: 'main', mediaPort: 8080, mediaHost: null });
  expect(two.streams.get(streamId)?.source).toMatchObject({
    kind: 'rtsp',
    url: 'rtsp://10.0.0.1/main',
    username: 'u',
    password: 'geheim',
  });
  const ticket = new URL(played.paths.flv, 'http://x').searchParams.get('ticket');
  expect(played.paths).toEqual({
    flv: `/live/${streamId}.flv?ticket=${ticket}`,
    fmp4: `/live/${streamId}.mp4?ticket=${ticket}`,
    hls: `/live/${streamId}.m3u8?ll=1&ticket=${ticket}`,
    whep: `/live/${streamId}/whep?ticket=${ticket}`,
    still: `/live/${streamId}.jpg?ticket=${ticket}`,
  });
  const now = site.clock.wallNow();
  const verdict = verifyTicket(ticket, CLUSTER_SECRET, streamId, now);
  expect(verdict).toMatchObject({ ok: true, ticket: { streamId, userId: actor.userId } });
  expect(verifyTicket(ticket, CLUSTER_SECRET, streamId, now + 61_000)).toMatchObject({ ok: false });
  expect(verifyTicket(ticket, CLUSTER_SECRET, 'other', now)).toMatchObject({ ok: false });
  expect(JSON.stringify(played)).not.toContain('geheim');
});

it('tells where the worker serves encrypted pages, and the list of workers all its ports', async () => {
  await site.services.media.register(one.report);
  expect(await play()).toMatchObject({ mediaPort: 8080, httpsPort: null });
  const secure = { httpsPort: 8443, rtmpsPort: 1945, rtspsPort: 8322 };
  await site.services.media.register({ ...one.report, ...secure });
  expect(await play()).toMatchObject({ mediaPort: 8080, httpsPort: 8443 });
  expect((await call.nodes.list()).items).toMatchObject([secure]);
  const places = await new PagePlacesCache(site.services, 8080).get();
  expect(places.mediaPorts).toEqual([8080, 8443]);
});

it('stays with a worker while it lives and moves when it is silent for 6 s', async () => {
  await site.services.media.register(one.report);
  await play();
  await site.services.media.register({ ...two.report, cpu: 0 });
  await site.services.media.register({ ...one.report, cpu: 0.7 });
  await play();
  expect([one.streams.size, two.streams.size]).toEqual([1, 0]);
  site.clock.advance(6_001);
  await site.services.media.register(two.report);
  await play();
  expect(two.streams.size).toBe(1);
  expect((await call.nodes.list()).items.map(({ id, state }) => [id, state])).toEqual([
    ['one', 'lost'],
    ['two', 'alive'],
  ]);
});

it('goes to the next worker when one does not answer', async () => {
  await site.services.media.register({ ...one.report, cpu: 0 });
  await site.services.media.register({ ...two.report, cpu: 1 });
  await one[Symbol.asyncDispose]();
  await play();
  expect(two.streams.size).toBe(1);
});

it('tells a worker that started anew what it carried, once', async () => {
  await site.services.media.register(one.report);
  await play();
  one.streams.clear();
  await site.services.media.register(one.report);
  expect(one.streams.size).toBe(0);
  await site.services.media.register({ ...one.report, epoch: 'epoch-2' });
  expect([...one.streams.keys()]).toEqual([streamId]);
});

it('has every worker wait for cameras that publish, and follows them to the one they come to', async () => {
  const { divisionPath } = await call.cameras.get({ id: cameraId });
  const divisionId = divisionPath.at(-1)?.id ?? '';
  const { id } = await call.cameras.create({ code: 'P', name: 'p', divisionId, driver: 'rtmp' });
  const { db, media } = site.services;
  await media.register(one.report);
  await media.register(two.report);
  for (const worker of [one, two])
    expect([...worker.streams.values()].map(({ source }) => source)).toEqual(
      Array(2).fill({ kind: 'publish', keySha256: expect.stringMatching(/^[0-9a-f]{64}$/) }),
    );
  const main = (await call.cameras.get({ id })).streams.find(({ quality }) => quality === 'main');
  const published = main?.id ?? '';
  const book = new StatusBook(site.services);
  await takeInEvent(db, book, { ...cameLive(published), nodeId: 'two' });
  expect(await media.carrier(published)).toMatchObject({ id: 'two' });
  const failure = { kind: 'timeout', code: 'rtmp.idle', message: '', at: 0 } as const;
  const late = { ...cameLive(published), state: 'retrying', failure } as const;
  await takeInEvent(db, book, late);
  expect(await call.cameras.get({ id })).toMatchObject({ status: 'online' });
});

it('lets another worker fetch the stream for its viewers when the first is busy', async () => {
  const { media } = site.services;
  await media.register({ ...one.report, cpu: 0, publicHost: 'one.example', mediaPort: 8081 });
  expect(await play()).toMatchObject({ mediaHost: 'one.example' });
  await media.register({ ...one.report, cpu: 0.9, publicHost: 'one.example', mediaPort: 8081 });
  await media.register({ ...two.report, cpu: 0.1, publicHost: 'two.example' });
  expect(await play()).toMatchObject({ mediaHost: 'two.example' });
  expect(two.streams.get(streamId)?.source).toEqual({
    kind: 'relay',
    host: 'one.example',
    port: 8081,
  });
  expect(await media.carrier(streamId)).toMatchObject({ id: 'one' });
  await two[Symbol.asyncDispose]();
  expect(await play()).toMatchObject({ mediaHost: 'one.example' });
});

it('empties a worker: its streams go on elsewhere before viewers are sent there', async () => {
  const { media } = site.services;
  await media.register(one.report);
  await play();
  one.states.set(streamId, { ...liveState(streamId), viewers: 3 });
  await media.register(two.report);
  two.states.set(streamId, liveState(streamId));
  await call.nodes.drain({ nodeId: 'one', draining: true });
  const signal = new AbortController().signal;
  expect(await moveRound(site.services, signal)).toBe(1);
  expect([one.streams.size, two.streams.get(streamId)?.keepWarm]).toEqual([0, false]);
  expect(await media.carrier(streamId)).toMatchObject({ id: 'two' });
  expect(await moveRound(site.services, signal)).toBe(0);
  await call.nodes.drain({ nodeId: 'one', draining: false });
  expect(await codeOf(call.nodes.drain({ nodeId: 'three', draining: true }))).toBe(
    'media.node-not-found',
  );
});

it('carries the streams of a lost worker elsewhere by itself', async () => {
  const { media } = site.services;
  await media.register(one.report);
  await play();
  site.clock.advance(6_001);
  await media.register(two.report);
  expect(await moveRound(site.services, new AbortController().signal)).toBe(1);
  expect([...two.streams.keys()]).toEqual([streamId]);
});

it('plays what a camera publishes: the stream that was asked for while it comes, else the main one', async () => {
  const { divisionPath } = await call.cameras.get({ id: cameraId });
  const divisionId = divisionPath.at(-1)?.id ?? '';
  const { id } = await call.cameras.create({ code: 'P', name: 'p', divisionId, driver: 'rtmp' });
  await site.services.media.register(one.report);
  const published = (await call.cameras.get({ id })).streams;
  const sub = published.find(({ quality }) => quality === 'sub')?.id ?? '';
  expect(await call.live.play({ cameraId: id, quality: 'sub' })).toMatchObject({ quality: 'main' });
  one.states.set(sub, liveState(sub));
  await takeInEvent(site.services.db, new StatusBook(site.services), cameLive(sub));
  expect(await call.live.play({ cameraId: id, quality: 'sub' })).toMatchObject({
    quality: 'sub',
    streamId: sub,
  });
});

it('tells the worker about a changed address and a removed camera', async () => {
  await site.services.media.register(one.report);
  await play();
  await call.cameras.update({ id: cameraId, mainAddress: 'rtsp://10.0.0.2/new' });
  expect(one.streams.get(streamId)?.source).toMatchObject({ url: 'rtsp://10.0.0.2/new' });
  await call.cameras.update({
    id: cameraId,
    mainAddress: 'srt://10.0.0.3:9000?streamid=gate&passphrase=0123456789',
  });
  expect(one.streams.get(streamId)?.source).toEqual({
    kind: 'srt',
    url: 'srt://10.0.0.3:9000?streamid=gate',
    passphrase: '0123456789',
  });
  await call.cameras.remove({ ids: [cameraId] });
  expect(one.streams.size).toBe(0);
});

it('takes in each fact once and completes the audit trail', async () => {
  const { db, media } = site.services;
  await media.register(one.report);
  await play();
  const fact = { epoch: 'epoch-1', streamId, viewerId: 'v', userId: actor.userId } as const;
  const ended = { type: 'viewer.ended', since: 1_000, framesDropped: 0, reason: 'left' } as const;
  one.events.push(
    { ...fact, ...ended, seq: 1, at: 43_000, bytes: 5_000 },
    { ...fact, seq: 2, at: 44_000, type: 'stream.state', state: 'live', failure: null, tracks: [] },
  );
  const book = new StatusBook(site.services);
  const stop = new AbortController();
  const following = followWorkers(site.services, stop.signal, (event) =>
    takeInEvent(db, book, event),
  );
  await expect.poll(() => one.acked).toEqual([1, 2]);
  stop.abort();
  await following;
  for (const event of one.events) await takeInEvent(db, book, { ...event, nodeId: 'one' });
  const watched = await call.audit.list({ action: 'live.watched' });
  expect(watched.items).toHaveLength(1);
  expect(watched.items[0]).toMatchObject({
    subjectId: cameraId,
    username: actor.username,
    details: { seconds: 42, bytes: 5_000, reason: 'left' },
  });
  expect(await call.cameras.get({ id: cameraId })).toMatchObject({ status: 'online' });
});

it('shows a stream’s state, workers and viewers, and cuts one of them', async () => {
  expect(await call.live.state({ cameraId, quality: 'main' })).toMatchObject({ state: 'unplaced' });
  await site.services.media.register(one.report);
  await play();
  one.viewers.push({
    id: 'v1',
    streamId,
    format: 'ws-flv',
    address: '192.0.2.1',
    userId: actor.userId,
    since: 0,
    bytes: 7,
    framesDropped: 0,
  });
  expect((await call.nodes.viewers()).items).toMatchObject([
    { viewerId: 'v1', cameraCode: 'C1', username: actor.username },
  ]);
  expect(await codeOf(call.nodes.kick({ nodeId: 'one', viewerId: 'v1' }))).toBeNull();
  expect(await codeOf(call.nodes.kick({ nodeId: 'one', viewerId: 'v2' }))).toBe(
    'media.viewer-not-found',
  );
  expect(await codeOf(call.nodes.kick({ nodeId: 'none', viewerId: 'v1' }))).toBe(
    'media.node-not-found',
  );
});

it('passes a connection test on, line by line, and refuses other networks before dialling', async () => {
  await site.services.media.register(one.report);
  const lines = await call.cameras.test({ address: 'rtsp://10.0.0.9/x', transport: 'auto' });
  const steps = await collect(lines);
  expect(steps).toEqual([{ step: 'connect', ok: true, afterMs: 1, done: true }]);
  const refused = await call.cameras.test({ address: 'rtsp://8.8.8.8/x', transport: 'auto' });
  expect(await codeOf(collect(refused))).toBe('camera.address-not-allowed');
});

it('says that the worker is gone when a connection test loses it', async () => {
  await site.services.media.register(one.report);
  await one[Symbol.asyncDispose]();
  const lines = await call.cameras.test({ address: 'rtsp://10.0.0.9/x', transport: 'auto' });
  expect(await codeOf(collect(lines))).toBe('media.worker-unreachable');
});

it('takes pictures, not more often than once a minute', async () => {
  const { pictures, media } = site.services;
  await media.register(one.report);
  expect(await pictures.take(cameraId, 60_000)).toBe(false);
  one.still = Buffer.from('first').toString('base64');
  expect(await pictures.take(cameraId, 60_000)).toBe(true);
  one.still = Buffer.from('second').toString('base64');
  await pictures.take(cameraId, 60_000);
  const path = picturePath(site.data, cameraId);
  expect(await readFile(path, 'utf8')).toBe('first');
  site.clock.advance(180_000); // stills are taken by the machine's clock, which went on meanwhile
  await media.register(one.report);
  await pictures.take(cameraId, 60_000);
  expect(await readFile(path, 'utf8')).toBe('second');
  expect((await call.cameras.get({ id: cameraId })).picture?.takenAt).toBeInstanceOf(Date);
});
