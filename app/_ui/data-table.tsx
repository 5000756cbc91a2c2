// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a <table>, whose rows must stand in flow
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row
// Rows, header, selection and keys of one grid belong together; splitting them would scatter the ARIA contract.
'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { cn } from './cn.ts';
import { Icon } from './icons.tsx';
import { useUiScale } from './use-ui-scale.ts';

export type Column<Row> = {
  id: string;
  header: string;
  /** A track of the grid, e.g. `minmax(160px, 2fr)`. */
  width: string;
  cell: (row: Row) => ReactNode;
  align?: 'right';
  /** The key the server sorts by; clicking the header asks for it. */
  sort?: string;
};

type Selection = {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
  rowLabel: (id: string) => string;
  allLabel: string;
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** All rows there are, loaded or not. */
  total?: number;
  sort?: { value: string; onChange: (sort: string) => void };
  selection?: Selection;
  onOpen?: (row: Row) => void;
  /** Another row is the one that keys mean. */
  onActive?: (row: Row) => void;
  /** The end of what is loaded came into sight. */
  onEnd?: () => void;
  empty: ReactNode;
};

const ROW_PX = 32;

/** A long list in rows and columns: only what is on the screen exists, and the keyboard works it. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowId, total, sort, selection, onOpen, onActive, onEnd, empty } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const scale = useUiScale();
  const baseId = useId();
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX * scale,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - 10) onEnd?.();
  }, [lastShown, rows.length, onEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change height with the scale
  useEffect(() => virtual.measure(), [scale, virtual.measure]);

  const toggle = (id: string) => {
    if (!selection) return;
    const ids = new Set(selection.ids);
    if (!ids.delete(id)) ids.add(id);
    selection.onChange(ids);
  };
  const activate = (index: number) => {
    setActive(index);
    const row = rows[index];
    if (row !== undefined) onActive?.(row);
  };
  const go = (index: number) => {
    const next = Math.min(Math.max(index, 0), rows.length - 1);
    activate(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (row === undefined || event.target !== scroller.current) return;
    if (event.key === 'ArrowDown') go(active + 1);
    else if (event.key === 'ArrowUp') go(active - 1);
    else if (event.key === 'PageDown') go(active + 15);
    else if (event.key === 'PageUp') go(active - 15);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === ' ') toggle(rowId(row));
    else if (event.key === 'Enter') onOpen?.(row);
    else return;
    event.preventDefault();
  };

  // Widths are told in pixels of the normal screen.
  const template = [...(selection ? ['36px'] : []), ...columns.map((column) => column.width)]
    .join(' ')
    .replace(/(\d+)px/g, (_, px: string) => `${Number(px) * scale}px`);
  const allSelected = rows.length > 0 && rows.every((row) => selection?.ids.has(rowId(row)));
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
      aria-multiselectable={selection !== undefined || undefined}
      aria-activedescendant={rows.length > 0 ? `${baseId}-${active}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group/grid scroll-area h-full outline-none focus-visible:outline-2 focus-visible:outline-accent"
    >
      <div className="min-w-fit">
        <div
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: template }}
          className="sticky top-0 z-10 grid h-8 items-center border-b bg-panel text-sm text-quiet"
        >
          {selection && (
            <span role="columnheader" className="grid place-items-center">
              <input
                type="checkbox"
                aria-label={selection.allLabel}
                checked={allSelected}
                onChange={() => selection.onChange(new Set(allSelected ? [] : rows.map(rowId)))}
                className="size-3.5 accent-accent"
              />
            </span>
          )}
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} sort={sort} />
          ))}
        </div>
        {rows.length === 0 && <div>{empty}</div>}
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const id = rowId(row);
            const selected = selection?.ids.has(id) === true;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid itself takes the keys, with aria-activedescendant
              <div
                key={id}
                id={`${baseId}-${item.index}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-selected={selection ? selected : undefined}
                data-row={id}
                onClick={() => activate(item.index)}
                onDoubleClick={() => onOpen?.(row)}
                style={{
                  gridTemplateColumns: template,
                  height: item.size,
                  transform: `translateY(${item.start}px)`,
                }}
                className={cn(
                  'absolute inset-x-0 top-0 grid items-center border-b',
                  selected ? 'bg-selected' : 'hover:bg-hover',
                  item.index === active &&
                    'group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2 group-focus-visible/grid:outline-accent',
                )}
              >
                {selection && (
                  <span role="gridcell" className="grid place-items-center">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={selection.rowLabel(id)}
                      checked={selected}
                      onChange={() => toggle(id)}
                      className="size-3.5 accent-accent"
                    />
                  </span>
                )}
                {columns.map((column) => (
                  <span
                    key={column.id}
                    role="gridcell"
                    className={cn(
                      'min-w-0 truncate px-2',
                      column.align === 'right' && 'text-right',
                    )}
                  >
                    {column.cell(row)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function HeaderCell<Row>({
  column,
  sort,
}: {
  column: Column<Row>;
  sort: DataTableProps<Row>['sort'];
}) {
  const key = column.sort;
  const sorted = key !== undefined && sort?.value === key;
  return (
    <span
      role="columnheader"
      aria-sort={sorted ? 'ascending' : undefined}
      className={cn('min-w-0 truncate px-2', column.align === 'right' && 'text-right')}
    >
      {key === undefined || sort === undefined ? (
        column.header
      ) : (
        <button
          type="button"
          onClick={() => sort.onChange(key)}
          className={cn(
            'inline-flex items-center gap-1 hover:text-text',
            sorted && 'font-medium text-text',
          )}
        >
          {column.header}
          {sorted && <Icon name="chevronDown" className="size-3" />}
        </button>
      )}
    </span>
  );
}
