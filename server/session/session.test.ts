import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeOf, openTestSite, TEST_PASSWORD, type TestSite } from '../trpc/test-site.ts';
import { ensureFirstAdministrator, resetPasswordByName } from '../users/mutations.ts';

let site: TestSite;
beforeAll(async () => {
  site = await openTestSite();
});
afterAll(() => site[Symbol.asyncDispose]());

const MINUTE_MS = 60_000;

/** What the next request of this browser would see: its cookie decides, not a given actor. */
async function isSignedIn(browser: ReturnType<TestSite['browser']>): Promise<boolean> {
  const session = await site.services.auth.api.getSession({ headers: browser.cookies });
  return session !== null;
}

it('signs in with a name in any case, and out', async () => {
  const { username } = await site.user('operator');
  const browser = site.browser();
  await browser.call.session.signIn({
    username: username.toUpperCase(),
    password: TEST_PASSWORD,
  });
  expect(await isSignedIn(browser)).toBe(true);
  const cookie = browser.cookies.get('cookie');
  expect(cookie).toMatch(/^lukou\.session_token=/);
});

it('locks a name after five wrong passwords in a row, for a quarter of an hour', async () => {
  const { username } = await site.user('operator');
  const { call } = site.browser({ address: '192.0.2.10' });
  const wrong = () => codeOf(call.session.signIn({ username, password: 'wrong' }));
  const right = () => codeOf(call.session.signIn({ username, password: TEST_PASSWORD }));
  const codes = [await wrong(), await wrong(), await wrong(), await wrong(), await wrong()];
  expect(codes).toEqual(Array(5).fill('auth.wrong-password'));
  expect(await right()).toBe('auth.locked');
  site.clock.advance(14 * MINUTE_MS);
  expect(await right()).toBe('auth.locked');
  site.clock.advance(2 * MINUTE_MS);
  expect(await right()).toBeNull();
  const actions = await site.services.db.auditEntry.findMany({
    where: { username },
    orderBy: { at: 'asc' },
  });
  expect(actions.map(({ action }) => action)).toEqual([
    ...Array(4).fill('session.sign-in-failed'),
    'session.locked',
    'session.sign-in',
  ]);
});

it('counts attempts that come all at once', async () => {
  const { username } = await site.user('operator');
  const { call } = site.browser({ address: '192.0.2.11' });
  const codes = await Promise.all(
    Array.from({ length: 12 }, () => codeOf(call.session.signIn({ username, password: 'wrong' }))),
  );
  expect(codes.filter((code) => code === 'auth.wrong-password')).toHaveLength(5);
  expect(codes.filter((code) => code === 'auth.locked')).toHaveLength(7);
});

it('forgets wrong passwords after a right one', async () => {
  const { username } = await site.user('operator');
  const { call } = site.browser({ address: '192.0.2.12' });
  for (let round = 0; round < 2; round += 1) {
    for (let n = 0; n < 4; n += 1)
      expect(await codeOf(call.session.signIn({ username, password: 'wrong' }))).toBe(
        'auth.wrong-password',
      );
    expect(await codeOf(call.session.signIn({ username, password: TEST_PASSWORD }))).toBeNull();
  }
});

it('answers for a name that does not exist as for a wrong password, lock included', async () => {
  const { call } = site.browser({ address: '192.0.2.13' });
  const attempt = () => codeOf(call.session.signIn({ username: 'nobody-here', password: 'x' }));
  const codes = [];
  for (let n = 0; n < 6; n += 1) codes.push(await attempt());
  expect(codes).toEqual([...Array(5).fill('auth.wrong-password'), 'auth.locked']);
});

it('stops an address that tries many names', async () => {
  const { call } = site.browser({ address: '192.0.2.14' });
  const codes = await Promise.all(
    Array.from({ length: 61 }, (_, n) =>
      codeOf(call.session.signIn({ username: `guess${n}`, password: 'x' })),
    ),
  );
  expect(codes.filter((code) => code === 'auth.too-many-attempts')).toHaveLength(1);
});

it('lets an office behind one address begin its shift, and still stops it when it guesses', async () => {
  const { username } = await site.user('operator');
  const { call } = site.browser({ address: '192.0.2.15' });
  for (let n = 0; n < 61; n += 1)
    expect(await codeOf(call.session.signIn({ username, password: TEST_PASSWORD }))).toBeNull();
  const codes = [];
  for (let n = 0; n < 61; n += 1)
    codes.push(await codeOf(call.session.signIn({ username: `office${n}`, password: 'x' })));
  expect(codes.filter((code) => code === 'auth.wrong-password')).toHaveLength(60);
  expect(codes.at(-1)).toBe('auth.too-many-attempts');
  // The names it was no longer let near to are not locked for it.
  const other = site.browser({ address: '192.0.2.16' });
  const atHome = () => other.call.session.signIn({ username, password: TEST_PASSWORD });
  for (let n = 0; n < 6; n += 1) await codeOf(call.session.signIn({ username, password: 'x' }));
  expect(await codeOf(atHome())).toBeNull();
}, 120_000); // 130 passwords are hashed, as slowly as passwords should be

it('makes one first administrator, who must change a generated password', async () => {
  await using fresh = await openTestSite();
  const { db } = fresh.services;
  const made = await Promise.all([ensureFirstAdministrator(db), ensureFirstAdministrator(db)]);
  const [first] = made.filter((one) => one !== null);
  expect(made).toContain(null);
  expect(first).toMatchObject({ username: 'admin', password: expect.stringMatching(/^\w{16}$/) });
  const browser = fresh.browser();
  await browser.call.session.signIn({ username: 'admin', password: first?.password ?? '' });
  const admin = await db.user.findUniqueOrThrow({ where: { username: 'admin' } });
  expect(admin.mustChangePassword).toBe(true);
});

it('asks nobody to change a password the operator of the machine chose', async () => {
  await using fresh = await openTestSite();
  await ensureFirstAdministrator(fresh.services.db, { password: 'Chosen-by-hand-1' });
  const admin = await fresh.services.db.user.findUniqueOrThrow({ where: { username: 'admin' } });
  expect(admin.mustChangePassword).toBe(false);
});

it('takes a better password only, ends other sessions and opens the rest', async () => {
  const actor = await site.user('operator', { mustChangePassword: true });
  const { username } = actor;
  const [first, second] = [site.browser({ signedInAs: actor }), site.browser()];
  await first.call.session.signIn({ username, password: TEST_PASSWORD });
  await second.call.session.signIn({ username, password: TEST_PASSWORD });
  const change = (next: string, current = TEST_PASSWORD) =>
    codeOf(first.call.session.changePassword({ current, next }));
  expect(await change('short-1')).toBe('auth.weak-password');
  expect(await change('aaaaaaaaaaaa')).toBe('auth.weak-password');
  expect(await change(`${username}-1234567`)).toBe('auth.weak-password');
  expect(await change(TEST_PASSWORD)).toBe('auth.weak-password');
  await site.services.db.signInLimit.deleteMany();
  expect(await change('Dandelion-42', 'wrong')).toBe('auth.wrong-password');
  expect(await change('Dandelion-42')).toBeNull();
  expect(await isSignedIn(first)).toBe(true);
  expect(await isSignedIn(second)).toBe(false);
  const user = await site.services.db.user.findUniqueOrThrow({ where: { username } });
  expect(user.mustChangePassword).toBe(false);
});

it('signs out everywhere', async () => {
  const actor = await site.user('leader');
  const browsers = [site.browser({ signedInAs: actor }), site.browser()];
  for (const { call } of browsers)
    await call.session.signIn({ username: actor.username, password: TEST_PASSWORD });
  await browsers[0]?.call.session.signOutEverywhere();
  expect(await Promise.all(browsers.map(isSignedIn))).toEqual([false, false]);
});

it('lets a disabled user neither in nor stay', async () => {
  const admin = await site.user('admin');
  const user = await site.user('operator');
  const browser = site.browser();
  await browser.call.session.signIn({ username: user.username, password: TEST_PASSWORD });
  const { call } = site.browser({ signedInAs: admin });
  await call.users.setDisabled({ id: user.userId, disabled: true });
  expect(await isSignedIn(browser)).toBe(false);
  expect(
    await codeOf(browser.call.session.signIn({ username: user.username, password: TEST_PASSWORD })),
  ).toBe('auth.wrong-password');
});

it('keeps one administrator', async () => {
  await using fresh = await openTestSite();
  const admin = await fresh.user('admin');
  const { call } = fresh.browser({ signedInAs: admin });
  const id = admin.userId;
  expect(await codeOf(call.users.setDisabled({ id, disabled: true }))).toBe(
    'user.last-administrator',
  );
  expect(await codeOf(call.users.update({ id, role: 'leader' }))).toBe('user.last-administrator');
});

it('resets a lost password from the command line', async () => {
  const { username } = await site.user('admin');
  const reset = await resetPasswordByName(site.services.db, username);
  const { call } = site.browser({ address: '192.0.2.15' });
  expect(await codeOf(call.session.signIn({ username, password: TEST_PASSWORD }))).toBe(
    'auth.wrong-password',
  );
  expect(
    await codeOf(call.session.signIn({ username, password: reset?.password ?? '' })),
  ).toBeNull();
  expect(await resetPasswordByName(site.services.db, 'nobody-here')).toBeNull();
});
