'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { type RoadsideDevice, roadsideKindSchema } from '../../../../server/roadside/schema.ts';
import { parseChainage } from '../../../_lib/format/chainage.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { appError, invalidFields } from '../../../_lib/trpc/app-error.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, Select, TextInput } from '../../../_ui/field.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { NearestRoad } from '../../devices/components/nearest-road.tsx';
import { PositionPicker } from '../../devices/components/position-picker.tsx';
import { RoadFields } from '../../devices/components/road-fields.tsx';
import {
  type DeviceDraft,
  deviceInput,
  draftOfDevice,
  EMPTY_DEVICE,
  problemsOfDevice,
} from '../device-form.ts';
import { useDevice, useDevicesStale } from '../queries.ts';

const DECIMALS = 6;
const NO_VIEW = { azimuth: '', viewAngle: '', viewRangeM: '' };

type DialogProps = { deviceId: string | null; onClose: () => void };

/** Adds a roadside device, or edits one. */
export function RoadsideDialog({ deviceId, onClose }: DialogProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const device = useDevice(deviceId);
  if (deviceId === null) return <DeviceEditor device={null} onClose={onClose} />;
  if (device.data) return <DeviceEditor device={device.data} onClose={onClose} />;
  return (
    <Dialog title={t('roadside.edit')} closeLabel={t('common.close')} onClose={onClose}>
      {device.isError ? (
        <ErrorState
          message={errorText(device.error)}
          retryLabel={t('common.retry')}
          onRetry={() => void device.refetch()}
        />
      ) : (
        <LoadingRows rows={8} label={t('common.loading')} />
      )}
    </Dialog>
  );
}

type EditorProps = { device: RoadsideDevice | null; onClose: () => void };

function DeviceEditor({ device, onClose }: EditorProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const [draft, setDraft] = useState(device === null ? EMPTY_DEVICE : draftOfDevice(device));
  const [tried, setTried] = useState(false);
  const save = useSaveDevice(device, onClose);
  const set = (part: Partial<DeviceDraft>) => setDraft((before) => ({ ...before, ...part }));
  const problems = problemsOfDevice(draft);
  const refused = save.error === null ? new Set<string>() : invalidFields(appError(save.error));
  const problem = (field: keyof DeviceDraft): string | undefined => {
    const own = tried ? problems[field] : undefined;
    if (own !== undefined) return t(`devices.form.${own}`);
    return refused.has(field) ? t('devices.form.refused') : undefined;
  };
  const submit = () => {
    setTried(true);
    if (Object.keys(problems).length === 0) save.submit(draft);
  };
  const text = (field: 'code' | 'name' | 'lon' | 'lat' | 'maker' | 'remark', label: string) => (
    <Field label={label} error={problem(field)}>
      {(control) => (
        <TextInput
          {...control}
          maxLength={field === 'remark' ? 500 : 128}
          value={draft[field]}
          onChange={({ target }) => set({ [field]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      title={device === null ? t('roadside.add') : `${t('roadside.edit')} · ${device.name}`}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-200"
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" busy={save.busy} onClick={submit}>
            {t(device === null ? 'devices.form.create' : 'devices.form.save')}
          </Button>
        </>
      }
    >
      <form
        className="grid grid-cols-2 gap-x-6"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="grid grid-cols-2 content-start gap-x-4 gap-y-3">
          <div className="col-span-2 flex flex-col">{text('name', t('devices.form.name'))}</div>
          {text('code', t('devices.form.code'))}
          <Field label={t('devices.form.kind')}>
            {(control) => (
              <Select
                {...control}
                value={draft.kind}
                onChange={({ target }) =>
                  set({ kind: roadsideKindSchema.catch('sign').parse(target.value) })
                }
              >
                {roadsideKindSchema.options.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`roadside.kind.${kind}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <RoadFields draft={draft} set={set} problem={problem}>
            {text('maker', t('roadside.maker'))}
          </RoadFields>
          {text('lon', t('devices.form.lon'))}
          {text('lat', t('devices.form.lat'))}
          <div className="col-span-2 flex flex-col">{text('remark', t('roadside.remark'))}</div>
        </div>
        <div>
          <DevicePicker draft={draft} set={set} />
          <p className="mt-1 text-faint text-xs">{t('roadside.positionHint')}</p>
          <NearestRoad draft={draft} onUse={set} />
        </div>
        <div className="col-span-2 mt-3 empty:hidden">
          <FormError>{save.error !== null && errorText(save.error)}</FormError>
        </div>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

/** Shows the position that was given, else where the chainage is. */
function DevicePicker({
  draft,
  set,
}: {
  draft: DeviceDraft;
  set: (part: Partial<DeviceDraft>) => void;
}) {
  const trpc = useTRPC();
  const { roadId, direction } = draft;
  const chainageM = parseChainage(draft.chainage);
  const located = useQuery(
    trpc.roads.locate.queryOptions(
      { roadId, direction, chainageM: chainageM ?? 0 },
      { enabled: draft.lon === '' && roadId !== '' && chainageM !== null },
    ),
  );
  const byRoad = draft.lon === '' && draft.lat === '' ? located.data : null;
  return (
    <PositionPicker
      lon={byRoad ? String(byRoad.lon) : draft.lon}
      lat={byRoad ? String(byRoad.lat) : draft.lat}
      view={NO_VIEW}
      onPick={([lon, lat]) => set({ lon: lon.toFixed(DECIMALS), lat: lat.toFixed(DECIMALS) })}
    />
  );
}

function useSaveDevice(device: RoadsideDevice | null, done: () => void) {
  const t = useTranslations('devices');
  const trpc = useTRPC();
  const stale = useDevicesStale();
  const showToast = useToasts((store) => store.show);
  const create = useMutation(trpc.roadside.create.mutationOptions());
  const update = useMutation(trpc.roadside.update.mutationOptions());
  return {
    busy: create.isPending || update.isPending,
    error: create.error ?? update.error,
    submit: (draft: DeviceDraft) => {
      const onSuccess = async () => {
        const text = t(device === null ? 'created' : 'saved', { name: draft.name });
        showToast({ tone: 'plain', text });
        done();
        await stale();
      };
      if (device === null) create.mutate(deviceInput(draft), { onSuccess });
      else update.mutate({ ...deviceInput(draft), id: device.id }, { onSuccess });
    },
  };
}
