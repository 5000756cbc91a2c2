'use client';
import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cn } from '../../_ui/cn.ts';
import { Icon } from '../../_ui/icons.tsx';
import type { PaletteEntry } from './entries.ts';
import { useEntries } from './use-entries.ts';

type PaletteProps = { onHelp: () => void; onClose: () => void };

/** Goes to any camera or page, or does something, by typing a few letters of it. */
export function Palette({ onHelp, onClose }: PaletteProps) {
  const t = useTranslations('palette');
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const q = usePaused(text.trim());
  const { entries, settled } = useEntries(q, onHelp);
  const at = Math.min(active, Math.max(entries.length - 1, 0));
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    input.current?.focus();
    return () => element?.close();
  }, []);
  const choose = (entry: PaletteEntry) => {
    onClose();
    entry.run();
  };
  // What stands there must be what was typed: the answer may still be on its way.
  const enter = useOnceReady(settled && q === text.trim(), () => {
    const chosen = entries[at];
    if (chosen !== undefined) choose(chosen);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((at + 1) % Math.max(entries.length, 1));
    else if (event.key === 'ArrowUp')
      setActive((at + entries.length - 1) % Math.max(entries.length, 1));
    else if (event.key === 'Home' && event.ctrlKey) setActive(0);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) enter.ask();
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      data-palette
      aria-label={t('title')}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      className="mx-auto mt-[12vh] mb-auto w-160 max-w-[96vw] rounded-lg border border-edge bg-panel shadow-float"
    >
      <div className="flex max-h-[70vh] flex-col">
        <div className="relative border-b p-2">
          <Icon name="search" className="absolute top-5 left-5 size-4 text-quiet" />
          <input
            ref={input}
            role="combobox"
            aria-label={t('title')}
            aria-expanded="true"
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={entries.length > 0 ? `${listId}-${at}` : undefined}
            placeholder={t('placeholder')}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setActive(0);
              enter.forget();
            }}
            onKeyDown={onKeyDown}
            className="h-10 w-full rounded-md bg-page pr-3 pl-10 text-lg outline-none"
          />
        </div>
        <p role="status" className={entries.length > 0 ? 'sr-only' : 'p-6 text-center text-quiet'}>
          {entries.length > 0 ? t('found', { count: entries.length }) : settled && t('noMatch')}
        </p>
        <PaletteList id={listId} entries={entries} at={at} onChoose={choose} />
      </div>
    </dialog>
  );
}

type ListProps = {
  id: string;
  entries: readonly PaletteEntry[];
  at: number;
  onChoose: (entry: PaletteEntry) => void;
};

function PaletteList({ id, entries, at, onChoose }: ListProps) {
  const t = useTranslations('palette');
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  return (
    <div role="listbox" id={id} aria-label={t('title')} className="scroll-area min-h-0 flex-1 py-1">
      {entries.map((entry, index) => (
        <Fragment key={entry.id}>
          {entries[index - 1]?.group !== entry.group && (
            <div role="presentation" className="px-4 pt-2 pb-1 text-quiet text-xs">
              {t(entry.group)}
            </div>
          )}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input above takes the keys, with aria-activedescendant */}
          <div
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => onChoose(entry)}
            className={cn(
              'flex cursor-pointer items-center gap-3 px-4 py-1.5',
              index === at ? 'bg-selected' : 'hover:bg-hover',
            )}
          >
            <Icon name={entry.icon} className="size-4 shrink-0 text-quiet" />
            <span className="min-w-0 flex-1 truncate">{entry.label}</span>
            {entry.detail !== undefined && (
              <span className="max-w-1/2 shrink-0 truncate text-quiet text-xs">{entry.detail}</span>
            )}
          </div>
        </Fragment>
      ))}
    </div>
  );
}

/** Does it now, or as soon as it can be done: who types fast presses Enter before the answer is there. */
function useOnceReady(ready: boolean, act: () => void) {
  const [asked, setAsked] = useState(false);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!asked || !ready) return;
    setAsked(false);
    latest.current();
  }, [asked, ready]);
  return { ask: () => setAsked(true), forget: () => setAsked(false) };
}

const TYPING_PAUSE_MS = 120;

/** The value once it has stood still for a moment. */
function usePaused(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
