import type { Actor } from '../session/policy.ts';
import { permissionsOf } from '../session/policy.ts';

type Facts = { readonly ownerId: string; readonly shared: boolean; readonly locked: boolean };
type Person = Pick<Actor, 'userId' | 'role'>;

export function maySee(person: Person, plan: Facts): boolean {
  return plan.shared || plan.ownerId === person.userId;
}

/** Rename, share, lock, unlock and remove: the owner, or an administrator where the plan is shared. */
export function mayManage(person: Person, plan: Facts): boolean {
  if (!permissionsOf(person.role).includes('patrols.edit')) return false;
  return plan.ownerId === person.userId || (plan.shared && person.role === 'admin');
}

/** Other cameras or times: whoever sees it, unless it is locked. */
export function mayChange(person: Person, plan: Facts): boolean {
  if (!permissionsOf(person.role).includes('patrols.edit')) return false;
  return !plan.locked && maySee(person, plan);
}
