'use client';
import { type CSSProperties, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type CameraEntry, DWELL_S, type PatrolEntry } from '../../../../server/patrols/schema.ts';
import { wallQualitySchema } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { Select, TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { bareName, usePlaceText } from '../../map/format.ts';
import { warningOf } from '../draft.ts';
import { useDraft } from '../draft-context.tsx';
import { useEntryDrop } from '../entry-drag.ts';

type EntryRowProps = { index: number; entry: PatrolEntry; style: CSSProperties };

/** One entry of the list: which camera, how long, which stream, and whether a page begins with it. */
export function EntryRow({ index, entry, style }: EntryRowProps) {
  const t = useTranslations('patrol');
  const move = useDraft((draft) => draft.move);
  const remove = useDraft((draft) => draft.remove);
  const { over, props } = useEntryDrop(index, true);
  return (
    <li
      data-entry={index}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move and remove the chosen row
      tabIndex={0}
      style={style}
      {...props}
      className={cn(
        'absolute inset-x-0 top-0 flex items-center gap-2 border-b px-2 hover:bg-hover',
        over && 'border-t-2 border-t-accent',
      )}
    >
      <Icon name="grip" className="size-3.5 shrink-0 cursor-grab text-faint" />
      <span className="w-8 shrink-0 text-right text-quiet text-xs">{index + 1}</span>
      <EntryName entry={entry} />
      {entry.kind === 'camera' && <CameraFields index={index} entry={entry} />}
      <span className="inline-flex shrink-0">
        <IconButton
          icon="up"
          label={t('moveUp')}
          shortcut="Alt+ArrowUp"
          onClick={() => move(index, index - 1)}
        />
        <IconButton
          icon="chevronDown"
          label={t('moveDown')}
          shortcut="Alt+ArrowDown"
          onClick={() => move(index, index + 1)}
        />
        <IconButton
          icon="close"
          label={t('removeEntry')}
          shortcut="Delete"
          onClick={() => remove(index)}
        />
      </span>
    </li>
  );
}

function EntryName({ entry }: { entry: PatrolEntry }) {
  const t = useTranslations('patrol');
  const cameras = useDraft((draft) => draft.cameras);
  const plans = useDraft((draft) => draft.plans);
  const placeText = usePlaceText();
  const warning = warningOf(entry, { cameras, plans });
  if (entry.kind === 'plan') {
    const nested = plans.get(entry.planId);
    return (
      <span className="flex min-w-0 flex-1 items-center gap-2">
        <Icon name="patrol" className="size-3.5 shrink-0 text-accent" />
        <span className="truncate">{nested?.name ?? t('goneplan')}</span>
        {nested?.cameras != null && (
          <span className="text-quiet text-xs">{t('cameras', { count: nested.cameras })}</span>
        )}
        <WarningMark warning={warning} />
      </span>
    );
  }
  const camera = cameras.get(entry.cameraId);
  const place = camera === undefined ? '' : placeText(camera, camera.roadCode);
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2">
      <StatusMark status={camera?.status ?? 'unknown'} className="size-2.5" />
      <span className="shrink-0">{place}</span>
      <span className="truncate text-quiet">
        {camera === undefined ? entry.cameraId : bareName(camera.name, place)}
      </span>
      <WarningMark warning={warning} />
    </span>
  );
}

function WarningMark({ warning }: { warning: ReturnType<typeof warningOf> }) {
  const t = useTranslations('patrol.warning');
  if (warning === null) return null;
  return (
    <span className="shrink-0 rounded-sm bg-fault-soft px-1 text-fault text-xs">{t(warning)}</span>
  );
}

function CameraFields({ index, entry }: { index: number; entry: CameraEntry }) {
  const t = useTranslations();
  const change = useDraft((draft) => draft.change);
  return (
    <span className="flex shrink-0 items-center gap-1.5">
      <button
        type="button"
        aria-pressed={entry.newPage}
        onClick={() => change(index, { newPage: !entry.newPage })}
        className={cn(
          'h-6 rounded-sm border px-1.5 text-xs',
          entry.newPage ? 'border-accent text-accent' : 'border-edge text-faint',
        )}
      >
        {t('patrol.newPage')}
      </button>
      <PresetSelect index={index} entry={entry} />
      <DwellInput value={entry.dwellS} onChange={(dwellS) => change(index, { dwellS })} />
      <Select
        aria-label={t('patrol.quality')}
        className="h-6 w-18 text-xs"
        value={entry.quality}
        onChange={(event) =>
          change(index, { quality: wallQualitySchema.catch('auto').parse(event.target.value) })
        }
      >
        {wallQualitySchema.options.map((quality) => (
          <option key={quality} value={quality}>
            {quality === 'auto' ? t('wall.auto') : t(`live.${quality}`)}
          </option>
        ))}
      </Select>
    </span>
  );
}

/** Where a camera with presets looks when its page comes. */
function PresetSelect({ index, entry }: { index: number; entry: CameraEntry }) {
  const t = useTranslations('patrol');
  const change = useDraft((draft) => draft.change);
  const known = useDraft((draft) => draft.cameras.get(entry.cameraId)?.presets);
  const { preset } = entry;
  if (!known?.length && preset === null) return null;
  const gone = preset !== null && !known?.some(({ token }) => token === preset.token);
  return (
    <Select
      aria-label={t('preset')}
      className="h-6 w-24 text-xs"
      value={preset?.token ?? ''}
      onChange={(event) =>
        change(index, { preset: known?.find(({ token }) => token === event.target.value) ?? null })
      }
    >
      <option value="">{t('noPreset')}</option>
      {gone && <option value={preset.token}>{t('presetGone', { name: preset.name })}</option>}
      {known?.map(({ token, name }) => (
        <option key={token} value={token}>
          {name || token}
        </option>
      ))}
    </Select>
  );
}

/** Taken when it is a number that is allowed; until then it is only being typed. */
export function DwellInput({
  value,
  onChange,
}: {
  value: number;
  onChange: (dwellS: number) => void;
}) {
  const t = useTranslations('patrol');
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const wanted = Number(text);
  const good = Number.isInteger(wanted) && wanted >= DWELL_S.least && wanted <= DWELL_S.most;
  return (
    <span className="flex items-center gap-1 text-quiet text-xs">
      <TextInput
        type="number"
        aria-label={t('dwell')}
        aria-invalid={!good}
        min={DWELL_S.least}
        max={DWELL_S.most}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const next = Number(event.target.value);
          if (Number.isInteger(next) && next >= DWELL_S.least && next <= DWELL_S.most)
            onChange(next);
        }}
        onBlur={() => setText(String(value))}
        className="h-6 w-15 text-xs"
      />
      {t('seconds')}
    </span>
  );
}
