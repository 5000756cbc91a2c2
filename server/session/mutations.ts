import { APIError } from 'better-auth/api';
import { type Author, writeAudit } from '../audit/mutations.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { RequestFacts, Services } from '../trpc/context.ts';
import { clearAttempts, countAttempt } from './attempts.ts';
import { type Actor, demandStrongPassword } from './policy.ts';

type Credentials = { username: string; password: string };

export async function signIn(
  services: Services,
  request: RequestFacts,
  input: Credentials,
): Promise<void> {
  const { db } = services;
  const username = input.username.toLowerCase();
  const author: Author = { userId: null, username, address: request.address };
  const last = await countAttempt(db, services.clock.wallNow(), username, request.address);
  const userId = await openSession(services, request, { ...input, username });
  if (!userId) {
    await writeAudit(db, author, { action: last ? 'session.locked' : 'session.sign-in-failed' });
    throw new AppError('auth.wrong-password');
  }
  await clearAttempts(db, username, request.address);
  await writeAudit(db, { ...author, userId }, { action: 'session.sign-in' });
}

/** The user's id, with the session's cookie in the answer; null: wrong name or password, or disabled. */
async function openSession(
  { auth }: Services,
  request: RequestFacts,
  credentials: Credentials,
): Promise<string | null> {
  try {
    const { headers, response } = await auth.api.signInUsername({
      body: credentials,
      headers: request.headers,
      returnHeaders: true,
    });
    for (const cookie of headers.getSetCookie()) request.setCookie(cookie);
    return response.user.id;
  } catch (error) {
    if (error instanceof APIError && error.statusCode < 600) return null;
    throw error;
  }
}

export async function signOut(services: Services, request: RequestFacts, actor: Actor) {
  const { headers } = await services.auth.api.signOut({
    headers: request.headers,
    returnHeaders: true,
  });
  for (const cookie of headers.getSetCookie()) request.setCookie(cookie);
  await writeAudit(services.db, actor, { action: 'session.sign-out' });
}

/** On every device, this one too. */
export async function signOutEverywhere(
  services: Services,
  request: RequestFacts,
  actor: Actor,
): Promise<void> {
  await signOut(services, request, actor);
  await services.db.$transaction(async (db) => {
    const { count } = await db.session.deleteMany({ where: { userId: actor.userId } });
    await writeAudit(db, actor, {
      action: 'session.sign-out-everywhere',
      details: { otherSessions: count },
    });
  });
}

/** All other sessions end: whoever knew the old password is out. */
export async function changePassword(
  services: Services,
  request: RequestFacts,
  actor: Actor,
  input: { current: string; next: string },
): Promise<void> {
  const { db } = services;
  await countAttempt(db, services.clock.wallNow(), actor.username, request.address);
  demandStrongPassword(input.next, actor.username);
  if (input.next === input.current)
    throw new AppError('auth.weak-password', { details: { reasons: ['unchanged'] } });
  try {
    const { headers } = await services.auth.api.changePassword({
      body: {
        currentPassword: input.current,
        newPassword: input.next,
        revokeOtherSessions: true,
      },
      headers: request.headers,
      returnHeaders: true,
    });
    for (const cookie of headers.getSetCookie()) request.setCookie(cookie);
  } catch (cause) {
    if (cause instanceof APIError) throw new AppError('auth.wrong-password', { cause });
    throw cause;
  }
  await clearAttempts(db, actor.username, request.address);
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: actor.userId }, data: { mustChangePassword: false } });
    await writeAudit(tx, actor, { action: 'session.change-password' });
  });
}

export async function setPreferences(
  db: Database,
  actor: Actor,
  input: { locale?: string | undefined; theme?: string | undefined },
): Promise<void> {
  await db.$transaction(async (tx) => {
    await tx.user.update({
      where: { id: actor.userId },
      data: {
        ...(input.locale ? { locale: input.locale } : {}),
        ...(input.theme ? { theme: input.theme } : {}),
      },
    });
    await writeAudit(tx, actor, { action: 'session.set-preferences' });
  });
}
