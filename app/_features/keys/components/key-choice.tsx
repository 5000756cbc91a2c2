'use client';
import { type KeyboardEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from 'zustand';
import { cn } from '../../../_ui/cn.ts';
import { keyText } from '../../../_ui/key-text.ts';
import { ACTIONS, type ActionId } from '../actions.ts';
import { useKey, useKeysApi } from '../context.tsx';
import { type KeyProblem, nameOf, problemOf } from '../keymap.ts';

type ChoiceProps = {
  action: ActionId;
  /** It waits for the new key. */
  open: boolean;
  onOpen: (open: boolean) => void;
};

/** An action and its key: pressed, it takes the next key that is free. */
export function KeyChoice({ action, open, onOpen }: ChoiceProps) {
  const t = useTranslations('keys');
  const api = useKeysApi();
  const key = useKey(action);
  const changed = useStore(api, ({ chosen }) => chosen[action] !== undefined);
  const [problem, setProblem] = useState<(KeyProblem & { key: string }) | null>(null);
  const leave = () => {
    setProblem(null);
    onOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return leave();
    const name = nameOf(event.nativeEvent);
    if (name === null) return;
    const { choose, chosen } = api.getState();
    const found = problemOf(chosen, action, name);
    if (found !== null) return setProblem({ ...found, key: keyText(name) });
    choose(action, name);
    leave();
  };
  const words = t(`action.${action}`);
  return (
    <li className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-4">
        <span>{words}</span>
        <button
          type="button"
          data-action={action}
          aria-label={open ? t('press', { action: words }) : t('change', { action: words, key })}
          aria-pressed={open}
          onClick={() => (open ? leave() : onOpen(true))}
          onBlur={() => open && leave()}
          onKeyDown={onKeyDown}
          className={cn(
            'shrink-0 rounded-sm border bg-raised px-1.5 py-0.5 font-sans text-xs hover:border-accent',
            changed ? 'border-accent text-accent' : 'border-edge',
            open && 'animate-none border-accent bg-accent-soft text-accent',
          )}
        >
          {open ? t('pressShort') : keyText(key)}
        </button>
      </div>
      {open && problem !== null && (
        <p role="alert" className="text-alarm text-xs">
          {problem.kind === 'taken'
            ? t('taken', { key: problem.key, by: t(`action.${problem.by}`) })
            : t('reserved', { key: problem.key })}
        </p>
      )}
      {changed && !open && (
        <span className="sr-only">{t('usually', { key: ACTIONS[action].key })}</span>
      )}
    </li>
  );
}
