import { ACTION_IDS, ACTIONS, type ActionId, type Scope, scopesOf } from './actions.ts';

/** Keys that their person chose; for everything else the usual ones hold. */
export type Chosen = { readonly [Id in ActionId]?: string };

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'code'>;

const LETTER = /^\p{L}$/u;
/** The same key with and without Shift. */
const SAME: Readonly<Record<string, string>> = { '=': '+', _: '-' };
/** Widgets and dialogs live on these, and digits choose cells and presets. */
const RESERVED = /^(Shift\+)?(Escape|Tab|Enter|Backspace|[1-9])$/;
/** From cell to cell, along the road, over the map. */
const ARROW = /^(Shift\+)?Arrow/;
const ARROWS_TAKEN: ReadonlySet<Scope> = new Set(['map', 'wall']);
const MODIFIERS = /^(Shift|Control|Alt|Meta|CapsLock|Dead|Process|Unidentified|AltGraph)$/;

/** How a pressed key is named; null for what is no key by itself. */
export function nameOf({ code, key, shiftKey }: Pressed): string | null {
  // On other layouts, and while Chinese is typed, these give other characters.
  if (code === 'BracketLeft') return '[';
  if (code === 'BracketRight') return ']';
  if (MODIFIERS.test(key)) return null;
  if (LETTER.test(key)) return shiftKey ? `Shift+${key.toUpperCase()}` : key.toUpperCase();
  // What Shift makes of a key is another key already.
  if (key.length === 1 && key !== ' ') return SAME[key] ?? key;
  const name = key === ' ' ? 'Space' : key;
  return shiftKey ? `Shift+${name}` : name;
}

export function keyOf(chosen: Chosen, id: ActionId): string {
  return chosen[id] ?? ACTIONS[id].key;
}

/** What a key means where it was pressed; null: nothing. */
export function actionOf(chosen: Chosen, scope: Scope, pressed: Pressed): ActionId | null {
  const name = nameOf(pressed);
  return name === null ? null : meaning(chosen, scope, name);
}

/** The same while Shift may be held to mean more of it. */
export function actionWithShift(chosen: Chosen, scope: Scope, pressed: Pressed): ActionId | null {
  const name = nameOf(pressed);
  if (name === null) return null;
  return meaning(chosen, scope, name) ?? meaning(chosen, scope, name.replace('Shift+', ''));
}

function meaning(chosen: Chosen, scope: Scope, name: string): ActionId | null {
  const found = ACTION_IDS.find((id) => scopesOf(id).includes(scope) && keyOf(chosen, id) === name);
  return found ?? null;
}

export type KeyProblem = { kind: 'reserved' } | { kind: 'taken'; by: ActionId };

/** Why an action cannot have a key; null: it can. */
export function problemOf(chosen: Chosen, id: ActionId, name: string): KeyProblem | null {
  if (name === ACTIONS[id].key && takerOf(chosen, id, name) === null) return null;
  const scopes = scopesOf(id);
  const arrowTaken = ARROW.test(name) && scopes.some((scope) => ARROWS_TAKEN.has(scope));
  if (RESERVED.test(name) || arrowTaken) return { kind: 'reserved' };
  const by = takerOf(chosen, id, name);
  return by === null ? null : { kind: 'taken', by };
}

function takerOf(chosen: Chosen, id: ActionId, name: string): ActionId | null {
  const scopes = scopesOf(id);
  const taker = ACTION_IDS.find(
    (other) =>
      other !== id &&
      keyOf(chosen, other) === name &&
      scopesOf(other).some((scope) => scopes.includes(scope)),
  );
  return taker ?? null;
}

/** What was kept, without what this version does not know or could not be pressed. */
export function readChosen(kept: unknown): Chosen {
  if (typeof kept !== 'object' || kept === null) return {};
  const read: { [Id in ActionId]?: string } = {};
  for (const id of ACTION_IDS) {
    const name = (kept as Record<string, unknown>)[id];
    if (typeof name !== 'string' || name === '' || name.length > 32) continue;
    if (name !== ACTIONS[id].key) read[id] = name;
  }
  return read;
}
