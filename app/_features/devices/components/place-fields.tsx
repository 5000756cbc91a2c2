'use client';
import { useTranslations } from 'use-intl';
import { parseChainage } from '../../../_lib/format/chainage.ts';
import { useTRPCClient } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Checkbox, Field, Select, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import type { CameraDraft } from '../camera-form.ts';
import { indentChoices } from '../choices.ts';
import { useChoices } from '../queries.ts';
import { type DraftFields, FormSection } from './form-section.tsx';
import { NearestRoad } from './nearest-road.tsx';
import { PositionPicker } from './position-picker.tsx';
import { RoadFields } from './road-fields.tsx';

const DECIMALS = 6;

export function PlaceFields({ draft, set, problem }: DraftFields) {
  const t = useTranslations('devices');
  const { divisions, groups } = useChoices();
  const number = (
    field: 'lon' | 'lat' | 'displayLon' | 'displayLat' | 'azimuth' | 'viewAngle' | 'viewRangeM',
    label: string,
  ) => (
    <Field label={label} error={problem(field)}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="decimal"
          value={draft[field]}
          onChange={(event) => set({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <FormSection title={t('form.place')}>
      <Field label={t('form.division')} error={problem('divisionId')} className="col-span-2">
        {(control) => (
          <Select
            {...control}
            required
            value={draft.divisionId}
            onChange={(event) => set({ divisionId: event.target.value })}
          >
            <option value="" />
            {indentChoices(divisions).map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="col-span-2 flex flex-col gap-1">
        <span className="text-sm text-quiet">{t('form.groups')}</span>
        <div className="scroll-area flex h-20 flex-col gap-1 rounded-md border border-edge bg-page px-2 py-1">
          {indentChoices(groups).map(({ id, label }) => (
            <Checkbox
              key={id}
              label={label}
              checked={draft.groupIds.includes(id)}
              onChange={(event) =>
                set({
                  groupIds: event.target.checked
                    ? [...draft.groupIds, id]
                    : draft.groupIds.filter((other) => other !== id),
                })
              }
            />
          ))}
        </div>
      </div>
      <RoadFields draft={draft} set={set} problem={problem}>
        <ByChainage draft={draft} set={set} />
      </RoadFields>
      <div className="col-span-2 row-span-4">
        <PositionPicker
          lon={draft.lon}
          lat={draft.lat}
          view={draft}
          onPick={([lon, lat]) => set({ lon: lon.toFixed(DECIMALS), lat: lat.toFixed(DECIMALS) })}
        />
        <p className="mt-1 text-xs text-faint">{t('form.positionHint')}</p>
        <NearestRoad draft={draft} onUse={set} />
      </div>
      {number('lon', t('form.lon'))}
      {number('lat', t('form.lat'))}
      {number('displayLon', `${t('form.display')} · ${t('form.lon')}`)}
      {number('displayLat', `${t('form.display')} · ${t('form.lat')}`)}
      {number('azimuth', t('form.azimuth'))}
      {number('viewAngle', t('form.viewAngle'))}
      {number('viewRangeM', t('form.viewRange'))}
    </FormSection>
  );
}

function ByChainage({ draft, set }: Pick<DraftFields, 'draft' | 'set'>) {
  const t = useTranslations('devices');
  const placeByChainage = usePlaceByChainage(draft, set);
  return (
    <div className="flex items-start pt-5">
      <Button
        icon="locate"
        className="h-8"
        disabled={draft.roadId === '' || parseChainage(draft.chainage) === null}
        onClick={() => void placeByChainage()}
      >
        {t('form.byChainage')}
      </Button>
    </div>
  );
}

/** Puts the camera where its road has its chainage, looking along the road. */
function usePlaceByChainage(draft: CameraDraft, set: DraftFields['set']): () => Promise<void> {
  const t = useTranslations('devices');
  const client = useTRPCClient();
  const showToast = useToasts((store) => store.show);
  return async () => {
    const chainageM = parseChainage(draft.chainage);
    if (chainageM === null) return;
    const { roadId, direction } = draft;
    const place = await client.roads.locate
      .query({ roadId, direction, chainageM })
      .catch(() => null);
    if (place === null) return showToast({ tone: 'error', text: t('form.noSuchChainage') });
    set({
      lon: place.lon.toFixed(DECIMALS),
      lat: place.lat.toFixed(DECIMALS),
      ...(draft.azimuth === '' && { azimuth: String(Math.round(place.azimuth) % 360) }),
    });
  };
}
