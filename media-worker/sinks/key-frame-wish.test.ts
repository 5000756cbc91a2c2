import { expect, it } from 'vitest';
import { signTicket, verifyTicket } from '../control/ticket.ts';
import { Stream } from '../hub/stream.ts';
import { streamId } from '../media/stream-id.ts';
import { systemClock } from '../platform/clock.ts';
import { answerKeyFrameWish } from './key-frame-wish.ts';

const SECRET = 'a secret of the cluster';

it('asks the source of a stream, once a second, for those who may watch it', async () => {
  const stream = new Stream(
    { id: streamId('cam'), source: { kind: 'publish' }, stopAfterMs: 0 },
    { clock: systemClock, random: () => 0.5, stateChanged: () => {} },
  );
  let asked = 0;
  stream.publish({ evict: () => {} }).output.takesKeyFrameRequests?.(() => {
    asked += 1;
  });
  const gate = {
    find: (id: string) => (id === 'cam' ? stream : null),
    check: (ticket: string | null, id: string) => verifyTicket(ticket, SECRET, id, 0),
  };
  const wish = (path: string, method = 'POST') =>
    answerKeyFrameWish({ method, target: `/live/${path}` }, gate);
  const ticketOf = (id: string) =>
    signTicket({ streamId: id, userId: 'relay:edge', expiresAtMs: 1_000 }, SECRET);

  expect(wish('cam/whep')).toBeNull();
  expect(wish(`cam/key-frame?ticket=${ticketOf('cam')}`, 'GET')).toBeNull();
  expect(await wish('cam/key-frame')).toMatchObject({ status: 401 });
  expect(await wish(`cam/key-frame?ticket=${ticketOf('other')}`)).toMatchObject({ status: 403 });
  expect(await wish(`other/key-frame?ticket=${ticketOf('other')}`)).toMatchObject({ status: 404 });
  expect(asked).toBe(0);
  expect(await wish(`cam/key-frame?ticket=${ticketOf('cam')}`)).toMatchObject({ status: 204 });
  expect(await wish(`cam/key-frame?ticket=${ticketOf('cam')}`)).toMatchObject({ status: 204 });
  expect(asked).toBe(1);
  stream.remove();
});
