import type { Actor } from '../session/policy.ts';
import { permissionsOf } from '../session/policy.ts';

type Facts = { readonly ownerId: string; readonly shared: boolean; readonly locked: boolean };
type Person = Pick<Actor, 'userId' | 'role'>;

export function maySee(person: Person, view: Facts): boolean {
  return view.shared || view.ownerId === person.userId;
}

/** Rename, share, lock, unlock and remove: the owner, or an administrator where the view is shared. */
export function mayManage(person: Person, view: Facts): boolean {
  if (!permissionsOf(person.role).includes('walls.edit')) return false;
  return view.ownerId === person.userId || (view.shared && person.role === 'admin');
}

/** Other cameras or another layout: whoever sees it, unless it is locked. */
export function mayChange(person: Person, view: Facts): boolean {
  if (!permissionsOf(person.role).includes('walls.edit')) return false;
  return !view.locked && maySee(person, view);
}
