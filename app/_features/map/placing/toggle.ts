import { useSelection } from '../selection-store.ts';
import { unsaved } from './session.ts';
import { usePlacing } from './store.ts';

/** Begins placing cameras, or ends it; not while something waits to be saved. */
export function togglePlacing(): void {
  const { on, session, turn } = usePlacing.getState();
  if (on && unsaved(session).length > 0) return;
  useSelection.getState().use(null);
  turn(!on);
}
