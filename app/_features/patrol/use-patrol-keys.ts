'use client';
import { useEffect, useRef } from 'react';
import type { WallLayout } from '../../../server/walls/schema.ts';
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
  const latest = useRef({ actions, facts });
  latest.current = { actions, facts };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (press(event, latest.current.actions, latest.current.facts)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function press(event: KeyboardEvent, actions: Actions, { layout, attested }: Facts): boolean {
  const key = event.key.toLowerCase();
  const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null;
  if (key === ' ' && !onButton) actions.toggle();
  else if (key === 'arrowright') actions.next();
  else if (key === 'arrowleft') actions.previous();
  else if (key === 'u') actions.unpack();
  else if (key === 'f' && event.shiftKey) actions.fullScreen();
  else if (/^[1-9]$/.test(key) && Number(key) <= cellCount(layout)) focusCell(Number(key) - 1);
  else if (attested && key === 'n' && event.shiftKey) actions.allNormal();
  else if (attested && (key === 'n' || key === 'x')) return judge(key, actions);
  else return false;
  return true;
}

function judge(key: 'n' | 'x', actions: Actions): boolean {
  const cell = document.activeElement?.closest('[data-wall-cell]')?.getAttribute('data-wall-cell');
  if (cell == null) return false;
  if (key === 'n') actions.normal(Number(cell));
  else actions.abnormal(Number(cell));
  return true;
}

function focusCell(index: number): void {
  document.querySelector<HTMLElement>(`[data-wall-cell="${index}"]`)?.focus();
}
