import { randomInt } from 'node:crypto';
import { writeAudit } from '../audit/mutations.ts';
import { hashPassword } from '../platform/auth.ts';
import { type Database, isUniqueViolation, type Transaction } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { demandStrongPassword, type Scope } from '../session/policy.ts';
import type { Role } from '../session/schema.ts';
import { toUserView, userSelect } from './data.ts';
import type { UserView } from './schema.ts';

const FIRST_USERNAME = 'admin';
/** No letters or digits that look alike: 16 of 55 are 92 bits. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';
const GENERATED_LENGTH = 16;
/** Serialises what must not leave the site without an administrator. */
const ADMINISTRATORS_LOCK = 5_712_062;

type Manager = Scope<'users.manage'>;

function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () =>
    ALPHABET.charAt(randomInt(ALPHABET.length)),
  ).join('');
}

/**
 * Makes `admin` where there is no user yet; null otherwise. A generated password must be changed at
 * the first sign-in, one that the operator of the machine set need not.
 */
export async function ensureFirstAdministrator(
  db: Database,
  options: { password?: string } = {},
): Promise<{ username: string; password: string } | null> {
  const password = options.password ?? generatePassword();
  const hash = await hashPassword(password);
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK})`;
    if ((await tx.user.count()) > 0) return null;
    const mustChangePassword = options.password === undefined;
    await insertUser(tx, {
      username: FIRST_USERNAME,
      displayName: FIRST_USERNAME,
      role: 'admin',
      hash,
      mustChangePassword,
    });
    const author = { userId: null, username: null, address: null };
    const details = { username: FIRST_USERNAME, role: 'admin' };
    await writeAudit(tx, author, { action: 'users.create', details });
    return { username: FIRST_USERNAME, password };
  });
}

export async function createUser(
  db: Database,
  scope: Manager,
  input: { username: string; displayName: string; role: Role; password?: string | undefined },
): Promise<{ user: UserView; password: string | null }> {
  if (input.password !== undefined) demandStrongPassword(input.password, input.username);
  const password = input.password ?? generatePassword();
  const hash = await hashPassword(password);
  try {
    const user = await db.$transaction(async (tx) => {
      const created = await insertUser(tx, { ...input, hash, mustChangePassword: true });
      await writeAudit(tx, scope, {
        action: 'users.create',
        subject: { type: 'user', id: created.id, name: created.username },
        details: { role: input.role },
      });
      return created;
    });
    return { user, password: input.password === undefined ? password : null };
  } catch (cause) {
    if (isUniqueViolation(cause))
      throw new AppError('user.name-taken', { details: { username: input.username }, cause });
    throw cause;
  }
}

export async function updateUser(
  db: Database,
  scope: Manager,
  input: { id: string; displayName?: string | undefined; role?: Role | undefined },
): Promise<UserView> {
  return db.$transaction(async (tx) => {
    const before = await demandUser(tx, input.id);
    if (input.role && input.role !== 'admin') await demandOtherAdministrator(tx, input.id);
    const user = await tx.user.update({
      where: { id: input.id },
      select: userSelect,
      data: {
        ...(input.displayName ? { name: input.displayName } : {}),
        ...(input.role ? { role: input.role } : {}),
      },
    });
    await writeAudit(tx, scope, {
      action: 'users.update',
      subject: { type: 'user', id: user.id, name: user.username },
      details: { displayName: user.name, roleBefore: before.role, role: user.role },
    });
    return toUserView(user, null);
  });
}

/** A disabled user is signed out at once. */
export async function setUserDisabled(
  db: Database,
  scope: Manager,
  input: { id: string; disabled: boolean },
): Promise<UserView> {
  return db.$transaction(async (tx) => {
    await demandUser(tx, input.id);
    if (input.disabled) await demandOtherAdministrator(tx, input.id);
    const user = await tx.user.update({
      where: { id: input.id },
      select: userSelect,
      data: { disabledAt: input.disabled ? new Date() : null },
    });
    if (input.disabled) await tx.session.deleteMany({ where: { userId: input.id } });
    await writeAudit(tx, scope, {
      action: input.disabled ? 'users.disable' : 'users.enable',
      subject: { type: 'user', id: user.id, name: user.username },
    });
    return toUserView(user, null);
  });
}

/** Told once when it was generated; the user is signed out, unlocked and must change it. */
export async function resetPassword(
  db: Database,
  scope: Manager,
  input: { id: string; password?: string | undefined },
): Promise<{ password: string | null }> {
  const generated = input.password === undefined ? generatePassword() : null;
  const password = input.password ?? generated ?? '';
  const hash = await hashPassword(password);
  await db.$transaction(async (tx) => {
    const user = await demandUser(tx, input.id);
    if (!generated) demandStrongPassword(password, user.username);
    await storePassword(tx, user, hash);
    await writeAudit(tx, scope, {
      action: 'users.reset-password',
      subject: { type: 'user', id: user.id, name: user.username },
    });
  });
  return { password: generated };
}

/** For the command line, where whoever runs it owns the machine; null: no such user. */
export async function resetPasswordByName(
  db: Database,
  username: string,
): Promise<{ password: string } | null> {
  const password = generatePassword();
  const hash = await hashPassword(password);
  return db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({
      where: { username },
      select: { id: true, username: true },
    });
    if (!user) return null;
    await storePassword(tx, user, hash);
    await tx.user.update({ where: { id: user.id }, data: { disabledAt: null } });
    const author = { userId: null, username: null, address: null };
    const subject = { type: 'user', id: user.id, name: username };
    await writeAudit(tx, author, { action: 'users.reset-password', subject });
    return { password };
  });
}

async function storePassword(
  tx: Transaction,
  user: { id: string; username: string },
  hash: string,
): Promise<void> {
  await tx.account.updateMany({ where: { userId: user.id }, data: { password: hash } });
  await tx.user.update({ where: { id: user.id }, data: { mustChangePassword: true } });
  await tx.session.deleteMany({ where: { userId: user.id } });
  await tx.signInLimit.deleteMany({ where: { key: `name:${user.username}` } });
}

async function insertUser(
  tx: Transaction,
  user: {
    username: string;
    displayName: string;
    role: Role;
    hash: string;
    mustChangePassword: boolean;
  },
): Promise<UserView> {
  const created = await tx.user.create({
    select: userSelect,
    data: {
      username: user.username,
      displayUsername: user.username,
      name: user.displayName,
      email: `${user.username}@users.invalid`, // the library demands one; .invalid is never delivered
      role: user.role,
      mustChangePassword: user.mustChangePassword,
    },
  });
  await tx.account.create({
    data: {
      userId: created.id,
      accountId: created.id,
      providerId: 'credential',
      issuer: 'local:credential',
      password: user.hash,
    },
  });
  return toUserView(created, null);
}

async function demandUser(tx: Transaction, id: string) {
  const user = await tx.user.findUnique({
    where: { id },
    select: { id: true, username: true, role: true },
  });
  if (!user) throw new AppError('user.not-found', { details: { id } });
  return user;
}

async function demandOtherAdministrator(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK})`;
  const others = await tx.user.count({
    where: { role: 'admin', disabledAt: null, id: { not: id } },
  });
  if (others === 0) throw new AppError('user.last-administrator');
}
