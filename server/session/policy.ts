import { AppError } from '../platform/errors.ts';
import { MIN_PASSWORD_LENGTH, type Permission, permissionSchema, type Role } from './schema.ts';

/** Who acts, and from where: for rights and for the audit trail. */
export type Actor = {
  readonly userId: string;
  readonly username: string;
  readonly role: Role;
  readonly mustChangePassword: boolean;
  readonly address: string | null;
};

const RIGHTS = {
  /** 管理员 */
  admin: permissionSchema.options,
  /** 值班员 */
  operator: [
    'cameras.view',
    'live.play',
    'snapshots.take',
    'mapViews.edit',
    'walls.view',
    'walls.edit',
    'mosaics.play',
    'mosaics.share',
    'patrols.view',
    'patrols.edit',
    'patrols.run',
    'ptz.move',
    'talk.speak',
    'events.view',
    'events.handle',
    'faults.view',
    'faults.edit',
    'screens.send',
    'screens.manage',
  ],
  /** 领导 */
  leader: [
    'cameras.view',
    'live.play',
    'walls.view',
    'mosaics.play',
    'patrols.view',
    'events.view',
    'faults.view',
  ],
} as const satisfies Record<Role, readonly Permission[]>;

export function permissionsOf(role: Role): readonly Permission[] {
  return RIGHTS[role];
}

declare const proven: unique symbol;

/** An actor whose right was checked. Reads and writes demand one: forgetting the check does not compile. */
export type Scope<P extends Permission> = Actor & {
  readonly [proven]: { readonly [K in P]: true };
};

export function prove<P extends Permission>(actor: Actor, permission: P): Scope<P> {
  if (actor.mustChangePassword) throw new AppError('auth.must-change-password');
  if (!permissionsOf(actor.role).includes(permission))
    throw new AppError('rights.missing', { details: { permission } });
  return actor as Scope<P>;
}

/** A screen 大屏 has nobody in front of it: it acts for itself, and only on what was sent to it. */
export function proveScreen(
  screen: { readonly id: string; readonly number: number },
  address: string | null,
): Scope<'cameras.view' | 'live.play'> {
  const actor: Actor = {
    userId: screen.id,
    username: `screen-${screen.number}`,
    role: 'leader', // the least there is
    mustChangePassword: false,
    address,
  };
  return actor as Scope<'cameras.view' | 'live.play'>;
}

/** Reasons against a new password; empty: good. */
function passwordWeaknesses(password: string, username: string): string[] {
  const reasons: string[] = [];
  if (password.length < MIN_PASSWORD_LENGTH) reasons.push('too-short');
  if (new Set(password).size < 4) reasons.push('too-monotonous');
  if (password.toLowerCase().includes(username.toLowerCase())) reasons.push('contains-username');
  return reasons;
}

export function demandStrongPassword(password: string, username: string): void {
  const reasons = passwordWeaknesses(password, username);
  if (reasons.length > 0)
    throw new AppError('auth.weak-password', {
      details: { reasons, minLength: MIN_PASSWORD_LENGTH },
    });
}
