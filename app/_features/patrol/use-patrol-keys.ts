'use client';
import { useEffect, useRef } from 'react';
import type { WallLayout } from '../../../server/walls/schema.ts';
import type { ActionId } from '../keys/actions.ts';
import { useKeysApi } from '../keys/context.tsx';
import { actionOf } from '../keys/keymap.ts';
import { isTyping } from '../shell/typing.ts';
import { cellCount } from '../wall/layouts.ts';

type Actions = {
  toggle: () => void;
  next: () => void;
  previous: () => void;
  unpack: () => void;
  fullScreen: () => void;
  normal: (cell: number) => void;
  allNormal: () => void;
  abnormal: (cell: number) => void;
};
type Facts = { layout: WallLayout; attested: boolean };

/** A running patrol by keyboard; what the help sheet lists under "Patrol". */
export function usePatrolKeys(actions: Actions, facts: Facts): void {
  const keys = useKeysApi();
  const latest = useRef({ actions, facts });
  latest.current = { actions, facts };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      const action = actionOf(keys.getState().chosen, 'patrol', event);
      const { actions, facts } = latest.current;
      if (press(event, action, actions, facts)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [keys]);
}

function press(
  event: KeyboardEvent,
  action: ActionId | null,
  actions: Actions,
  { layout, attested }: Facts,
): boolean {
  const { key, target } = event;
  // On a button Space is the button's.
  const onButton = target instanceof HTMLElement && target.closest('button') !== null;
  if (action === 'pausePatrol' && !(key === ' ' && onButton)) actions.toggle();
  else if (action === 'nextPage') actions.next();
  else if (action === 'previousPage') actions.previous();
  else if (action === 'unpack') actions.unpack();
  else if (action === 'wallFull') actions.fullScreen();
  else if (/^[1-9]$/.test(key) && Number(key) <= cellCount(layout)) focusCell(Number(key) - 1);
  else if (attested && action === 'markAllNormal') actions.allNormal();
  else if (attested && action === 'markNormal') return judge(actions.normal);
  else if (attested && action === 'markAbnormal') return judge(actions.abnormal);
  else return false;
  return true;
}

function judge(mark: (cell: number) => void): boolean {
  const cell = document.activeElement?.closest('[data-wall-cell]')?.getAttribute('data-wall-cell');
  if (cell == null) return false;
  mark(Number(cell));
  return true;
}

function focusCell(index: number): void {
  document.querySelector<HTMLElement>(`[data-wall-cell="${index}"]`)?.focus();
}
