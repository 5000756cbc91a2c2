import type { Actor } from '../session/policy.ts';
import { permissionsOf } from '../session/policy.ts';

type Facts = { readonly ownerId: string; readonly shared: boolean };
type Person = Pick<Actor, 'userId' | 'role'>;

export function maySee(person: Person, view: Facts): boolean {
  return view.shared || view.ownerId === person.userId;
}

/** The owner, or an administrator where the view is shared. */
export function mayManage(person: Person, view: Facts): boolean {
  if (!permissionsOf(person.role).includes('mapViews.edit')) return false;
  return view.ownerId === person.userId || (view.shared && person.role === 'admin');
}
