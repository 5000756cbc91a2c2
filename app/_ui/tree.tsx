'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { cn } from './cn.ts';
import { asksForMenu, type MenuPlace } from './context-menu.tsx';
import { Icon } from './icons.tsx';
import { useUiScale } from './use-ui-scale.ts';

/** One visible line of a tree. A branch opens; a leaf is activated; a note only says something. */
export type TreeRow = {
  id: string;
  level: number;
  kind: 'branch' | 'leaf' | 'note';
  expanded?: boolean;
  label: ReactNode;
  /** Right-hand side, e.g. counts. */
  meta?: ReactNode;
  /** Before the label, e.g. a status mark. */
  mark?: ReactNode;
  onActivate?: () => void;
  /** Shift and Enter. */
  onAlternate?: () => void;
  /** Right button or menu key; where in the window its menu is to stand. */
  onMenu?: (at: MenuPlace) => void;
  /** Puts what the row stands for on a drag; a row without it cannot be dragged. */
  onDragStart?: (event: DragEvent) => void;
};

type TreeProps = {
  label: string;
  rows: readonly TreeRow[];
  selectedId: string | null;
  onToggle: (id: string, expanded: boolean) => void;
  id?: string;
};

const ROW_PX = 26;
const INDENT_PX = 14;
const MENU_INDENT_PX = 32;

/** A lazily filled tree: only what is on the screen exists, and the keyboard goes everywhere. */
export function Tree({ label, rows, selectedId, onToggle, id }: TreeProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useUiScale();
  const baseId = useId();
  const [activeId, setActiveId] = useState<string | null>(null);
  const found = rows.findIndex((row) => row.id === activeId);
  const active = found === -1 ? 0 : found;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX * scale,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change height with the scale
  useEffect(() => virtual.measure(), [scale, virtual.measure]);

  const go = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row === undefined) return;
    setActiveId(row.id);
    virtual.scrollToIndex(rows.indexOf(row));
  };
  const press = (row: TreeRow) => {
    setActiveId(row.id);
    if (row.kind === 'branch') onToggle(row.id, row.expanded !== true);
    else row.onActivate?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') go(active + 1);
    else if (event.key === 'ArrowUp') go(active - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === 'PageDown') go(active + 10);
    else if (event.key === 'PageUp') go(active - 10);
    else if (event.key === 'ArrowRight') {
      if (row.kind === 'branch' && row.expanded !== true) onToggle(row.id, true);
      else go(active + 1);
    } else if (event.key === 'ArrowLeft') {
      if (row.kind === 'branch' && row.expanded === true) onToggle(row.id, false);
      else go(rows.findLastIndex((other, index) => index < active && other.level < row.level));
    } else if (event.key === 'Enter' && event.shiftKey && row.onAlternate) row.onAlternate();
    else if (event.key === 'Enter' || event.key === ' ') press(row);
    else if (asksForMenu(event) && row.onMenu) {
      const at = document.getElementById(`${baseId}-${active}`)?.getBoundingClientRect();
      row.onMenu({ x: (at?.left ?? 0) + MENU_INDENT_PX, y: at?.bottom ?? 0 });
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      id={id}
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={rows.length > 0 ? `${baseId}-${active}` : undefined}
      onKeyDown={onKeyDown}
      className="group/tree scroll-area h-full py-1 outline-none"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree itself takes the keys, with aria-activedescendant
            <div
              key={row.id}
              id={`${baseId}-${item.index}`}
              role="treeitem"
              tabIndex={-1}
              aria-level={row.level + 1}
              aria-expanded={row.kind === 'branch' ? row.expanded === true : undefined}
              aria-selected={row.id === selectedId}
              aria-disabled={row.kind === 'note' || undefined}
              data-tree-row={row.id}
              draggable={row.onDragStart !== undefined}
              onDragStart={row.onDragStart}
              onClick={() => press(row)}
              onContextMenu={(event) => {
                if (!row.onMenu || event.button !== 2) return;
                event.preventDefault();
                setActiveId(row.id);
                row.onMenu({ x: event.clientX, y: event.clientY });
              }}
              style={{
                height: item.size,
                transform: `translateY(${item.start}px)`,
                paddingLeft: (8 + row.level * INDENT_PX) * scale,
              }}
              className={cn(
                'absolute inset-x-0 top-0 flex cursor-pointer items-center gap-1.5 pr-3 select-none',
                row.id === selectedId ? 'bg-selected' : 'hover:bg-hover',
                item.index === active &&
                  'group-focus-visible/tree:outline-2 group-focus-visible/tree:-outline-offset-2 group-focus-visible/tree:outline-accent',
                row.kind === 'note' && 'text-faint',
              )}
            >
              {row.kind === 'branch' ? (
                <Icon
                  name={row.expanded === true ? 'chevronDown' : 'chevronRight'}
                  className="size-3 shrink-0 text-quiet"
                />
              ) : (
                <span className="w-3 shrink-0" />
              )}
              {row.mark}
              <span className="min-w-0 flex-1 truncate">{row.label}</span>
              {row.meta !== undefined && (
                <span className="shrink-0 text-xs text-quiet">{row.meta}</span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
