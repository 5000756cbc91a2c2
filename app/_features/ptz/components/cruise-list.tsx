'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PtzCruiseView, PtzState } from '../../../../server/ptz/schema.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { ConfirmDialog } from '../../../_ui/confirm-dialog.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import type { PtzActs } from '../queries.ts';
import { CruiseEditor } from './cruise-editor.tsx';

type ListProps = { state: PtzState; acts: PtzActs };

const NEW = 'new';

/** Presets one after another, by the server; any command by hand ends it. */
export function CruiseList({ state, acts }: ListProps) {
  const t = useTranslations('ptz');
  const { cruises, presets } = state;
  const [edited, setEdited] = useState<string | null>(null);
  const toggle = (id: string) => setEdited(edited === id ? null : id);
  if (presets.length === 0 && cruises.length === 0) return null;
  return (
    <section aria-label={t('cruises')} className="flex flex-col gap-2">
      <h3 className="text-quiet text-sm">{t('cruises')}</h3>
      {cruises.length === 0 && <p className="text-faint text-xs">{t('noCruises')}</p>}
      <ul className="flex flex-col gap-1">
        {cruises.map((cruise) => (
          <CruiseRow
            key={cruise.id}
            state={state}
            acts={acts}
            cruise={cruise}
            edited={edited === cruise.id}
            onEdit={() => toggle(cruise.id)}
          />
        ))}
      </ul>
      {edited !== null && (
        <CruiseEditor
          key={edited}
          state={state}
          acts={acts}
          cruise={cruises.find(({ id }) => id === edited) ?? null}
          onDone={() => setEdited(null)}
        />
      )}
      {edited === null && presets.length > 0 && (
        <Button icon="plus" onClick={() => toggle(NEW)}>
          {t('newCruise')}
        </Button>
      )}
    </section>
  );
}

type RowProps = ListProps & { cruise: PtzCruiseView; edited: boolean; onEdit: () => void };

function CruiseRow({ state, acts, cruise, edited, onEdit }: RowProps) {
  const t = useTranslations('ptz');
  const [removing, setRemoving] = useState(false);
  const { cameraId, mayMove } = state;
  const { id, name, running } = cruise;
  const toggle = () =>
    running ? acts.stopCruise.mutate({ cameraId }) : acts.startCruise.mutate({ cameraId, id });
  return (
    <li
      data-cruise={running ? 'running' : 'resting'}
      className={cn(
        'flex items-center gap-1 rounded-md border bg-raised py-1 pr-1 pl-2',
        running ? 'border-accent' : 'border-edge',
      )}
    >
      <span className="min-w-0 flex-1">
        <span className="block truncate" title={name}>
          {name}
        </span>
        <CruiseFacts cruise={cruise} />
      </span>
      <IconButton
        icon={running ? 'stop' : 'play'}
        label={t(running ? 'stopCruise' : 'startCruise', { name })}
        disabled={!mayMove}
        onClick={toggle}
      />
      <IconButton
        icon="edit"
        label={t('editCruise', { name })}
        aria-pressed={edited}
        onClick={onEdit}
      />
      <IconButton
        icon="trash"
        label={`${t('removeCruise')} ${name}`}
        onClick={() => setRemoving(true)}
      />
      {removing && (
        <ConfirmDialog
          title={t('removeCruise')}
          text={t('removeCruiseText', { name })}
          confirm={t('removeCruise')}
          busy={acts.removeCruise.isPending}
          onConfirm={() =>
            acts.removeCruise.mutate({ cameraId, id }, { onSettled: () => setRemoving(false) })
          }
          onClose={() => setRemoving(false)}
        />
      )}
    </li>
  );
}

function CruiseFacts({ cruise: { stops, running } }: { cruise: PtzCruiseView }) {
  const t = useTranslations('ptz');
  const times = useTimes();
  const seconds = stops.reduce((sum, { dwellS }) => sum + dwellS, 0);
  const text = running
    ? t('cruising', {
        name: running.name,
        time: times.clock(running.since),
      })
    : t('cruiseStops', { count: stops.length, seconds });
  return (
    <span
      role={running ? 'status' : undefined}
      title={text}
      className={cn('block truncate text-xs', running ? 'text-accent' : 'text-faint')}
    >
      {text}
    </span>
  );
}
