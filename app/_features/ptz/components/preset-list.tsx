'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PtzPresetView, PtzState } from '../../../../server/ptz/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { type PtzActs, useReadPresets } from '../queries.ts';
import { azimuthOf } from './sight-row.tsx';

type ListProps = { state: PtzState; acts: PtzActs };

/** Presets with what they show; keys 1–9 call them. */
export function PresetList({ state, acts }: ListProps) {
  const t = useTranslations('ptz');
  const { cameraId, presets, sheet, mayMove } = state;
  const most = sheet?.presets ?? 0;
  const reading = useReadPresets(cameraId, most > 0);
  const [edited, setEdited] = useState<number | null>(null);
  if (most === 0) return null;
  return (
    <section aria-label={t('presets')} className="flex flex-col gap-2">
      <h3 className="flex items-center justify-between text-quiet text-sm">
        {t('presets')}
        <span className="text-xs tabular-nums">
          {presets.length} / {most}
        </span>
      </h3>
      {presets.length === 0 && (
        <p className={cn('text-faint text-xs', reading.isPending && 'waiting')}>{t('noPresets')}</p>
      )}
      <ul className="grid grid-cols-2 gap-2">
        {presets.map((preset) => (
          <li key={preset.number} className="min-w-0">
            <PresetCard
              cameraId={cameraId}
              preset={preset}
              disabled={!mayMove}
              onCall={() => acts.callPreset.mutate({ cameraId, number: preset.number })}
              onEdit={() => setEdited(edited === preset.number ? null : preset.number)}
              edited={edited === preset.number}
            />
          </li>
        ))}
      </ul>
      {presets
        .filter(({ number }) => number === edited)
        .map((preset) => (
          <PresetEditor
            key={preset.number}
            state={state}
            acts={acts}
            preset={preset}
            onDone={() => setEdited(null)}
          />
        ))}
      <NewPreset state={state} acts={acts} />
    </section>
  );
}

type CardProps = {
  cameraId: string;
  preset: PtzPresetView;
  disabled: boolean;
  edited: boolean;
  onCall: () => void;
  onEdit: () => void;
};

function PresetCard({ cameraId, preset, disabled, edited, onCall, onEdit }: CardProps) {
  const t = useTranslations('ptz');
  const { number, name, pictureTakenAt } = preset;
  return (
    <div className="relative overflow-hidden rounded-md border border-edge bg-raised">
      <button
        type="button"
        disabled={disabled}
        aria-label={t('callPreset', { number, name })}
        aria-keyshortcuts={number < 10 ? String(number) : undefined}
        onClick={onCall}
        className="block w-full text-left hover:bg-hover disabled:opacity-50"
      >
        <span className="flex aspect-video items-center justify-center bg-page text-faint text-lg">
          {pictureTakenAt === null ? (
            number
          ) : (
            // biome-ignore lint/performance/noImgElement: a small picture behind a session, not for Next to transform
            <img
              alt=""
              src={`/api/presets/${cameraId}/${number}.jpg?at=${pictureTakenAt.getTime()}`}
              className="size-full object-cover"
            />
          )}
        </span>
        <span className="block truncate px-1.5 py-0.5 text-xs">
          {number} {name}
        </span>
      </button>
      <span className="absolute top-0.5 right-0.5 rounded-sm bg-panel/80">
        <IconButton
          icon="edit"
          size="sm"
          label={t('editPreset', { number })}
          aria-pressed={edited}
          onClick={onEdit}
        />
      </span>
    </div>
  );
}

type EditorProps = ListProps & { preset: PtzPresetView; onDone: () => void };

function PresetEditor({ state, acts, preset, onDone }: EditorProps) {
  const t = useTranslations('ptz');
  const [name, setName] = useState(preset.name);
  const [looks, setLooks] = useState(
    preset.azimuth === null ? '' : String(Math.round(preset.azimuth)),
  );
  const { cameraId } = state;
  const { number } = preset;
  const rename = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    const azimuth = azimuthOf(looks);
    acts.renamePreset.mutate(
      { cameraId, number, name: name.trim(), azimuth },
      { onSuccess: onDone },
    );
  };
  return (
    <form onSubmit={rename} className="flex flex-col gap-2 rounded-md border border-edge p-2">
      <TextInput
        aria-label={t('presetName')}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextInput
        type="number"
        min={0}
        max={359}
        step="any"
        aria-label={t('sight.preset')}
        title={t('sight.preset')}
        placeholder={t('sight.preset')}
        value={looks}
        onChange={(event) => setLooks(event.target.value)}
      />
      <div className="flex flex-wrap gap-1">
        <Button type="submit" className="flex-1" busy={acts.renamePreset.isPending}>
          {t('rename')}
        </Button>
        <Button
          className="flex-1"
          disabled={!state.mayMove}
          onClick={() =>
            acts.savePreset.mutate(
              { cameraId, number, name: name.trim() || preset.name },
              { onSuccess: onDone },
            )
          }
        >
          {t('setHere')}
        </Button>
        <Button
          look="danger"
          icon="trash"
          disabled={!state.mayMove}
          aria-label={t('removePreset', { number })}
          onClick={() => acts.removePreset.mutate({ cameraId, number }, { onSuccess: onDone })}
        />
      </div>
    </form>
  );
}

function NewPreset({ state, acts }: ListProps) {
  const t = useTranslations('ptz');
  const [name, setName] = useState('');
  const { cameraId, mayMove } = state;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    acts.savePreset.mutate({ cameraId, name: name.trim() }, { onSuccess: () => setName('') });
  };
  return (
    <form onSubmit={save} className="flex gap-2">
      <TextInput
        aria-label={t('newPreset')}
        placeholder={t('newPreset')}
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="flex-1"
      />
      <Button
        type="submit"
        icon="plus"
        className="h-8"
        disabled={!mayMove || name.trim() === ''}
        busy={acts.savePreset.isPending}
      >
        {t('savePreset')}
      </Button>
    </form>
  );
}
