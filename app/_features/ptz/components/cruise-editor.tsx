'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  CRUISE_DWELL_S,
  MOST_STOPS,
  type PtzCruiseView,
  type PtzState,
} from '../../../../server/ptz/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { Select, TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { type DraftStop, draftOf, isGood, moved, usualStops, withStop } from '../cruise-draft.ts';
import type { PtzActs } from '../queries.ts';

const STOP_TYPE = 'application/x-lukou-cruise-stop';

type EditorProps = {
  state: PtzState;
  acts: PtzActs;
  /** null: a new one. */
  cruise: PtzCruiseView | null;
  onDone: () => void;
};

export function CruiseEditor({ state, acts, cruise, onDone }: EditorProps) {
  const t = useTranslations();
  const { cameraId, presets } = state;
  const [name, setName] = useState(cruise?.name ?? '');
  const [stops, setStops] = useState<readonly DraftStop[]>(() =>
    cruise ? draftOf(cruise.stops) : usualStops(presets),
  );
  const good = isGood(name, stops);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!good) return;
    const saved = {
      cameraId,
      name: name.trim(),
      stops: stops.map(({ key: _, ...stop }) => stop),
    };
    acts.saveCruise.mutate(cruise ? { ...saved, id: cruise.id } : saved, { onSuccess: onDone });
  };
  return (
    <form
      onSubmit={save}
      data-cruise-editor
      className="flex flex-col gap-2 rounded-md border border-edge p-2"
    >
      <TextInput
        aria-label={t('ptz.cruiseName')}
        placeholder={t('ptz.cruiseName')}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <ol className="flex flex-col gap-2">
        {stops.map((stop, at) => (
          <StopRow
            key={stop.key}
            at={at}
            stop={stop}
            presets={presets}
            onChange={(part) =>
              setStops(stops.map((one) => (one.key === stop.key ? { ...one, ...part } : one)))
            }
            onMove={(from, to) => setStops(moved(stops, from, to))}
            onRemove={() => setStops(stops.filter(({ key }) => key !== stop.key))}
          />
        ))}
      </ol>
      <Button
        icon="plus"
        disabled={stops.length >= MOST_STOPS}
        onClick={() => setStops(withStop(stops, presets))}
      >
        {t('ptz.addStop')}
      </Button>
      <div className="flex gap-1">
        <Button type="submit" className="flex-1" disabled={!good} busy={acts.saveCruise.isPending}>
          {t('ptz.savePreset')}
        </Button>
        <Button className="flex-1" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}

type StopProps = {
  at: number;
  stop: DraftStop;
  presets: PtzState['presets'];
  onChange: (part: Partial<DraftStop>) => void;
  onMove: (from: number, to: number) => void;
  onRemove: () => void;
};

/** Dragged by its handle, or moved with Alt and the arrow keys. */
function StopRow({ at, stop, presets, onChange, onMove, onRemove }: StopProps) {
  const t = useTranslations('ptz');
  const [over, setOver] = useState(false);
  const number = at + 1;
  const gone = !presets.some((preset) => preset.number === stop.number);
  return (
    <li
      data-stop={at}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(STOP_TYPE, String(at));
        event.dataTransfer.effectAllowed = 'move';
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(STOP_TYPE)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!event.dataTransfer.types.includes(STOP_TYPE)) return;
        event.preventDefault();
        onMove(Number(event.dataTransfer.getData(STOP_TYPE)), at);
      }}
      onKeyDown={(event) => {
        if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
        event.preventDefault();
        onMove(at, event.key === 'ArrowUp' ? at - 1 : at + 1);
      }}
      className={cn('flex flex-col gap-1 border-t border-transparent', over && 'border-accent')}
    >
      <span className="flex items-center gap-1">
        <Icon name="grip" className="size-3.5 shrink-0 cursor-grab text-faint" />
        <Select
          aria-label={t('stopPreset', { number })}
          aria-invalid={gone || undefined}
          value={stop.number}
          onChange={(event) => onChange({ number: Number(event.target.value) })}
          className="h-7 min-w-0 flex-1 text-xs"
        >
          {gone && <option value={stop.number}>{stop.number} –</option>}
          {presets.map((preset) => (
            <option key={preset.number} value={preset.number}>
              {preset.number} {preset.name}
            </option>
          ))}
        </Select>
        <IconButton
          icon="up"
          size="sm"
          label={t('stopUp', { number })}
          shortcut="Alt+ArrowUp"
          onClick={() => onMove(at, at - 1)}
        />
        <IconButton
          icon="chevronDown"
          size="sm"
          label={t('stopDown', { number })}
          shortcut="Alt+ArrowDown"
          onClick={() => onMove(at, at + 1)}
        />
        <IconButton icon="trash" size="sm" label={t('removeStop', { number })} onClick={onRemove} />
      </span>
      <span className="flex items-center gap-1 pl-4.5 text-quiet text-xs">
        {t('dwell')}
        <NumberInput
          label={t('stopDwell', { number })}
          bounds={CRUISE_DWELL_S}
          value={stop.dwellS}
          onChange={(dwellS) => onChange({ dwellS })}
        />
        s<span className="ml-auto">{t('speed')}</span>
        <NumberInput
          label={t('stopSpeed', { number })}
          bounds={{ least: 1, most: 100 }}
          value={stop.speed}
          onChange={(speed) => onChange({ speed })}
        />
      </span>
    </li>
  );
}

type NumberProps = {
  label: string;
  bounds: { readonly least: number; readonly most: number };
  value: number;
  onChange: (value: number) => void;
};

/** Empty while it is being typed anew; the form takes it when it is in bounds. */
function NumberInput({ label, bounds, value, onChange }: NumberProps) {
  const good = Number.isInteger(value) && value >= bounds.least && value <= bounds.most;
  return (
    <TextInput
      type="number"
      aria-label={label}
      aria-invalid={!good || undefined}
      min={bounds.least}
      max={bounds.most}
      required
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => onChange(event.target.valueAsNumber)}
      className="h-7 w-16 text-xs"
    />
  );
}
