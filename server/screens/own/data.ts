import type { Db } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import type { Services } from '../../trpc/context.ts';
import { readStyle } from '../../walls/schema.ts';
import { findByToken } from '../data.ts';
import type { ScreenOrder } from '../schema.ts';
import { showingOf } from '../showing.ts';

type Facts = Pick<Services, 'db' | 'clock' | 'site'>;

/** What the browser with this token is told: its code, or what it shows. */
export async function orderFor(services: Facts, tokenHash: string): Promise<ScreenOrder> {
  const { db, clock } = services;
  const screen = await findByToken(db, tokenHash);
  if (!screen) return waitingOrder(db, tokenHash, clock.wallNow());
  if (screen.removedAt !== null) return { state: 'forgotten' };
  const { id, number, name, version, blank, identifyUntil } = screen;
  const style = readStyle(screen.style);
  const identifyForMs = Math.max(0, (identifyUntil?.getTime() ?? 0) - clock.wallNow());
  const showing = await showingOf(services, screen);
  return { state: 'enrolled', id, number, name, version, blank, identifyForMs, style, ...showing };
}

async function waitingOrder(db: Db, tokenHash: string, nowMs: number): Promise<ScreenOrder> {
  const waiting = await db.screenEnrolment.findUnique({ where: { tokenHash } });
  if (!waiting) throw new AppError('screen.not-enrolled');
  const expiresInMs = Math.max(0, waiting.expiresAt.getTime() - nowMs);
  return { state: 'waiting', code: waiting.code, expiresInMs };
}
