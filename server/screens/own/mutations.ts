/** What a screen does itself: ask to be enrolled, give signs of life. */
import { type Database, isUniqueViolation } from '../../platform/db.ts';
import { AppError } from '../../platform/errors.ts';
import { notify } from '../../platform/notify.ts';
import type { RequestFacts } from '../../trpc/context.ts';
import { findByToken, isOnline, readReport, type Screen } from '../data.ts';
import type { ScreenBeatInput } from '../schema.ts';
import { hashToken, newCode, newToken, tokenCookie, tokenOf } from '../token.ts';

const CODE_MS = 10 * 60_000;
/** Anybody may ask: so many wait at once, from one address and from all. */
const MOST_WAITING = { ofAddress: 20, all: 200 } as const;

/** A screen goes on with its cookie; any other browser is given one, and a code to show. */
export async function begin(db: Database, request: RequestFacts, nowMs: number): Promise<void> {
  const known = tokenOf(request.headers);
  const screen = known === null ? null : await findByToken(db, hashToken(known));
  if (known !== null && screen?.removedAt === null) return request.setCookie(tokenCookie(known));
  const token = known !== null && screen === null ? known : newToken();
  await waitForCode(db, hashToken(token), request.address, nowMs);
  request.setCookie(tokenCookie(token));
}

async function waitForCode(
  db: Database,
  tokenHash: string,
  address: string | null,
  nowMs: number,
): Promise<void> {
  const now = new Date(nowMs);
  await db.screenEnrolment.deleteMany({ where: { expiresAt: { lte: now } } });
  const waiting = await db.screenEnrolment.findUnique({ where: { tokenHash } });
  if (waiting) return;
  const [all, ofAddress] = await Promise.all([
    db.screenEnrolment.count(),
    db.screenEnrolment.count({ where: { address } }),
  ]);
  if (all >= MOST_WAITING.all || ofAddress >= MOST_WAITING.ofAddress)
    throw new AppError('screen.too-many-waiting');
  await withFreeCode((code) =>
    db.$transaction(async (tx) => {
      const expiresAt = new Date(nowMs + CODE_MS);
      await tx.screenEnrolment.create({ data: { tokenHash, code, address, expiresAt } });
      await notify(tx, 'screen_changes', '');
    }),
  );
}

/** Codes are many and few wait: that two are the same once is luck, twice is a fault. */
async function withFreeCode(create: (code: string) => Promise<void>): Promise<void> {
  try {
    await create(newCode());
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await create(newCode());
  }
}

/** Told to operators only when it is news to them. */
export async function beat(
  db: Database,
  screen: Screen,
  nowMs: number,
  { version, cells }: ScreenBeatInput,
): Promise<void> {
  const count = (wanted: string) => cells.filter(({ frames }) => frames === wanted).length;
  const report = { version, moving: count('moving'), still: count('still'), none: count('none') };
  const now = new Date(nowMs);
  const online = isOnline(screen.lastSeenAt, nowMs);
  const before = readReport(screen.report);
  await db.$transaction(async (tx) => {
    await tx.screen.update({
      where: { id: screen.id },
      data: {
        lastSeenAt: now,
        report: { ...report, at: now.toISOString() },
        ...(!online && { onlineSince: now }),
      },
    });
    const same =
      before?.version === version &&
      before.moving === report.moving &&
      before.still === report.still &&
      before.none === report.none;
    if (!online || !same) await notify(tx, 'screen_changes', screen.id);
  });
}
