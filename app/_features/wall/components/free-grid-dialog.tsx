'use client';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type FreeGrid,
  MOST_CELLS,
  MOST_LINES,
  meets,
  type Place,
  placesOf,
  type WallLayout,
} from '../../../../server/walls/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, TextInput } from '../../../_ui/field.tsx';
import {
  gridOf,
  layoutNameOf,
  merged,
  resized,
  selection,
  split,
  type Unit,
} from '../free-grid.ts';

type FreeGridDialogProps = {
  from: WallLayout;
  onChoose: (layout: WallLayout) => void;
  onClose: () => void;
};

/** A grid of one's own: lines by number, cells merged by dragging over them. */
export function FreeGridDialog({ from, onChoose, onClose }: FreeGridDialogProps) {
  const t = useTranslations();
  const [grid, setGrid] = useState(() => gridOf(from));
  const name = layoutNameOf(grid);
  const lines = (label: string, value: number, change: (lines: number) => void) => (
    <Field label={label}>
      {(control) => (
        <TextInput
          {...control}
          type="number"
          min={1}
          max={MOST_LINES}
          value={value}
          onChange={(event) => event.target.value !== '' && change(Number(event.target.value))}
          className="w-20"
        />
      )}
    </Field>
  );
  return (
    <Dialog
      title={t('wall.freeGrid')}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" disabled={name === null} onClick={() => name && onChoose(name)}>
            {t('wall.useGrid')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-end gap-3">
          {lines(t('wall.columns'), grid.columns, (count) =>
            setGrid(resized(grid, count, grid.rows)),
          )}
          {lines(t('wall.rows'), grid.rows, (count) => setGrid(resized(grid, grid.columns, count)))}
        </div>
        <p className="text-quiet text-sm">{t('wall.freeGridHint')}</p>
        <GridEditor grid={grid} onChange={setGrid} />
        <p role="status" className="h-4 text-alarm text-xs">
          {name === null && t('wall.tooManyCells', { most: MOST_CELLS })}
        </p>
      </div>
    </Dialog>
  );
}

const STEPS: Record<string, Unit> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Mouse: drag to merge, click a merged cell to split it. Keyboard: arrows, Shift+arrows, Enter. */
function GridEditor({ grid, onChange }: { grid: FreeGrid; onChange: (grid: FreeGrid) => void }) {
  const t = useTranslations('wall');
  const [anchor, setAnchor] = useState<Unit>({ x: 0, y: 0 });
  const [reach, setReach] = useState<Unit>({ x: 0, y: 0 });
  const chosenId = useId();
  const dragging = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const chosen = selection(grid, inside(grid, anchor), inside(grid, reach));

  const apply = (place: Place, at: Unit) => {
    const same = grid.merged.some((other) => other.join() === place.join());
    onChange(same ? split(grid, at) : merged(grid, place));
  };
  const unitAt = (event: { clientX: number; clientY: number }): Unit => {
    const { left, top, width, height } = box.current?.getBoundingClientRect() ?? new DOMRect();
    return inside(grid, {
      x: Math.floor(((event.clientX - left) / width) * grid.columns),
      y: Math.floor(((event.clientY - top) / height) * grid.rows),
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step !== undefined) {
      const next = inside(grid, { x: reach.x + step.x, y: reach.y + step.y });
      setReach(next);
      if (!event.shiftKey) setAnchor(next);
    } else if (event.key === 'Enter' || event.key === ' ') apply(chosen, inside(grid, anchor));
    else return;
    event.preventDefault();
  };
  const [column, row, width, height] = chosen;
  return (
    <fieldset
      // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop for the whole grid; the arrows move within it
      tabIndex={0}
      aria-label={t('freeGrid')}
      aria-describedby={chosenId}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        dragging.current = true;
        const unit = unitAt(event);
        setAnchor(unit);
        setReach(unit);
      }}
      onPointerMove={(event) => dragging.current && setReach(unitAt(event))}
      onPointerUp={(event) => {
        if (!dragging.current) return;
        dragging.current = false;
        const unit = unitAt(event);
        setReach(unit);
        apply(selection(grid, anchor, unit), unit);
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
      className="touch-none select-none border"
    >
      <span id={chosenId} aria-live="polite" className="sr-only">
        {t('gridChosen', { column: column + 1, row: row + 1, width, height })}
      </span>
      <div
        ref={box}
        style={{
          gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
          gridTemplateRows: `repeat(${grid.rows}, minmax(0, 1fr))`,
        }}
        className="grid aspect-video gap-px bg-line"
      >
        {placesOf(grid).map((place) => (
          <div
            key={place.join()}
            data-grid-cell={place.join('.')}
            style={areaOf(place)}
            className={meets(place, chosen) ? 'bg-accent-soft' : 'bg-panel'}
          />
        ))}
      </div>
    </fieldset>
  );
}

const areaOf = ([x, y, width, height]: Place) => ({
  gridArea: `${y + 1} / ${x + 1} / span ${height} / span ${width}`,
});

function inside({ columns, rows }: FreeGrid, { x, y }: Unit): Unit {
  return { x: Math.min(Math.max(x, 0), columns - 1), y: Math.min(Math.max(y, 0), rows - 1) };
}
