import { nameOf } from '../keys/keymap.ts';

/** Presses the tool of that key within `root`; it knows what it may do. False: there is none. */
export function pressTool(
  root: Element | null,
  event: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>,
): boolean {
  const name = nameOf(event);
  if (name === null) return false;
  const tool = root?.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(name)}"]`);
  tool?.click();
  return tool !== null && tool !== undefined;
}
