'use client';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraRow } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { cn } from '../../../_ui/cn.ts';
import { asksForMenu, type MenuPlace } from '../../../_ui/context-menu.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { dragCamera } from '../../live/camera-drag.ts';
import { namesPlace, usePlaceText } from '../format.ts';

const TYPING_PAUSE_MS = 120;
const MOST_RESULTS = 30;

type SearchBoxProps = {
  onPick: (camera: CameraRow) => void;
  onMenu: (cameraId: string, at: MenuPlace) => void;
  /** Whether results cover what is below. */
  onActive: (active: boolean) => void;
};

/** Finds a camera by name, code, road + chainage or pinyin; the keyboard does it all. */
export function SearchBox({ onPick, onMenu, onActive }: SearchBoxProps) {
  const t = useTranslations();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const q = usePaused(useDeferredValue(text.trim()), TYPING_PAUSE_MS);
  const trpc = useTRPC();
  const search = useQuery(
    trpc.cameras.search.queryOptions(
      { q, limit: MOST_RESULTS },
      { enabled: q !== '', placeholderData: (before) => before, staleTime: 5_000 },
    ),
  );
  const shown = text.trim() !== '';
  const items = shown ? (search.data?.items ?? []) : [];
  const at = Math.min(active, Math.max(items.length - 1, 0));

  useEffect(() => onActive(shown), [shown, onActive]);

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = items[at];
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, items.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(at - 1, 0));
    else if (event.key === 'Enter' && chosen !== undefined && q === text.trim()) onPick(chosen);
    else if (event.key === 'Escape') {
      setText('');
      event.currentTarget.blur();
    } else if (asksForMenu(event) && chosen !== undefined) {
      const row = document.getElementById(`${listId}-${at}`)?.getBoundingClientRect();
      onMenu(chosen.id, { x: row?.left ?? 0, y: row?.bottom ?? 0 });
    } else return;
    event.preventDefault();
  };

  return (
    <>
      <div className="relative p-3">
        <Icon
          name="search"
          className="pointer-events-none absolute top-5.5 left-5.5 size-3.5 text-faint"
        />
        <input
          data-search-input
          role="combobox"
          aria-label={t('map.search')}
          aria-expanded={shown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={items.length > 0 ? `${listId}-${at}` : undefined}
          placeholder={t('map.searchPlaceholder')}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-9 w-full rounded-md border border-edge bg-page pr-9 pl-8"
        />
        {shown ? (
          <IconButton
            icon="close"
            size="sm"
            label={t('common.clear')}
            className="absolute top-5 right-5"
            onClick={() => setText('')}
          />
        ) : (
          <kbd className="absolute top-5 right-5 rounded-sm border border-edge px-1.5 font-sans text-xs text-quiet">
            /
          </kbd>
        )}
      </div>
      {shown && (
        <SearchResults
          id={listId}
          items={items}
          at={at}
          onPick={onPick}
          onMenu={onMenu}
          failed={search.error}
          settled={q === text.trim() && !search.isFetching}
        />
      )}
    </>
  );
}

function SearchResults({
  id,
  items,
  at,
  onPick,
  onMenu,
  failed,
  settled,
}: {
  id: string;
  items: readonly CameraRow[];
  at: number;
  onPick: (camera: CameraRow) => void;
  onMenu: (cameraId: string, at: MenuPlace) => void;
  failed: unknown;
  settled: boolean;
}) {
  const t = useTranslations();
  const errorText = useErrorText();
  const placeText = usePlaceText();
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  return (
    <div className="scroll-area min-h-0 flex-1 border-t">
      <p role="status" className={cn('px-4 py-2 text-quiet', items.length > 0 && 'sr-only')}>
        {failed !== null && errorText(failed)}
        {failed === null && settled && items.length === 0 && t('map.noMatch')}
        {failed === null && !settled && items.length === 0 && t('common.loading')}
      </p>
      <div role="listbox" id={id} aria-label={t('map.results')}>
        {items.map((camera, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input above takes the keys, with aria-activedescendant
          <div
            key={camera.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            draggable
            onDragStart={dragCamera(camera.id)}
            onClick={() => onPick(camera)}
            onContextMenu={(event) => {
              event.preventDefault();
              onMenu(camera.id, { x: event.clientX, y: event.clientY });
            }}
            className={cn(
              'cursor-pointer px-4 py-1.5',
              index === at ? 'bg-selected' : 'hover:bg-hover',
            )}
          >
            <span className="flex items-center gap-2">
              <StatusMark
                status={camera.status}
                label={t(`status.${camera.status}`)}
                className="size-2.5"
              />
              <span className="min-w-0 flex-1 truncate">{camera.name}</span>
            </span>
            <span className="block truncate pl-4.5 text-xs text-quiet">
              {secondLine(camera, placeText(camera, camera.roadCode))}
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

function secondLine(camera: CameraRow, place: string): string {
  const told = namesPlace(camera.name, place);
  return [told ? camera.divisionName : place, camera.code].filter(Boolean).join(' · ');
}

/** The value once it has stood still for a moment. */
function usePaused(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
