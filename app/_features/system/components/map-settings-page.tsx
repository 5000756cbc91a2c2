'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Basemap, MapSetting } from '../../../../server/settings/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Field, FormError, Select, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { MapCanvas } from '../../map/components/map-canvas.tsx';
import type { MapEngine } from '../../map/engine/map-engine.ts';
import { useMapSettings } from '../../map/queries.ts';
import { BasemapEditor } from './basemap-editor.tsx';
import { PageHeader } from './page-header.tsx';
import { QueryTable } from './query-table.tsx';

export function MapSettingsPage() {
  const settings = useMapSettings();
  return (
    <QueryTable query={settings}>
      {settings.data && (
        <MapSettingsForm key={JSON.stringify(settings.data)} stored={settings.data} />
      )}
    </QueryTable>
  );
}

function MapSettingsForm({ stored }: { stored: MapSetting }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const [draft, setDraft] = useState(stored);
  const set = (part: Partial<MapSetting>) => setDraft((before) => ({ ...before, ...part }));
  const save = useSaveMapSettings();
  const changed = JSON.stringify(draft) !== JSON.stringify(stored);
  return (
    <>
      <PageHeader title={t('mapSettings.title')}>
        {changed && <span className="text-sm text-quiet">{t('common.unsaved')}</span>}
        <Button
          look="primary"
          className="ml-auto"
          busy={save.isPending}
          disabled={!changed}
          onClick={() => save.mutate(draft)}
        >
          {t('common.save')}
        </Button>
      </PageHeader>
      <div className="scroll-area flex min-h-0 flex-1 flex-col gap-6 p-4">
        <FormError>{save.error !== null && errorText(save.error)}</FormError>
        <section className="grid max-w-240 grid-cols-2 gap-4">
          <Field label={t('mapSettings.engine')}>
            {(control) => (
              <Select
                {...control}
                value={draft.engine}
                onChange={(event) =>
                  set({ engine: event.target.value === 'mapbox' ? 'mapbox' : 'maplibre' })
                }
              >
                <option value="maplibre">{t('mapSettings.maplibre')}</option>
                <option value="mapbox">{t('mapSettings.mapbox')}</option>
              </Select>
            )}
          </Field>
          {draft.engine === 'mapbox' && (
            <Field label={t('mapSettings.token')}>
              {(control) => (
                <TextInput
                  {...control}
                  maxLength={512}
                  value={draft.mapboxToken ?? ''}
                  onChange={(event) => set({ mapboxToken: event.target.value.trim() || null })}
                />
              )}
            </Field>
          )}
        </section>
        <BasemapEditor
          basemaps={draft.basemaps}
          defaultId={draft.defaultBasemapId}
          onChange={(basemaps) => set({ basemaps })}
          onDefault={(defaultBasemapId) => set({ defaultBasemapId })}
        />
        <HomeView draft={draft} onChange={set} />
      </div>
    </>
  );
}

function useSaveMapSettings() {
  const t = useTranslations('mapSettings');
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const showToast = useToasts((store) => store.show);
  return useMutation(
    trpc.settings.updateMap.mutationOptions({
      onSuccess: async () => {
        showToast({ tone: 'plain', text: t('saved') });
        await queryClient.invalidateQueries(trpc.settings.pathFilter());
      },
    }),
  );
}

const BUILTIN: Basemap = { id: 'builtin', name: '', kind: 'builtin', crs: 'wgs84' };

/** Where everybody's map starts, chosen by looking at it. */
function HomeView({
  draft,
  onChange,
}: {
  draft: MapSetting;
  onChange: (part: Partial<MapSetting>) => void;
}) {
  const t = useTranslations('mapSettings');
  const [engine, setEngine] = useState<MapEngine | null>(null);
  const basemap = draft.basemaps.find(({ id }) => id === draft.defaultBasemapId) ?? BUILTIN;
  const shown = basemap.kind === 'builtin' || basemap.url ? basemap : BUILTIN;
  const takeView = () => {
    if (engine === null) return;
    const { lon, lat, zoom } = engine.view();
    onChange({
      center: [Number(lon.toFixed(4)), Number(lat.toFixed(4))],
      zoom: Number(zoom.toFixed(1)),
    });
  };
  return (
    <section className="flex max-w-240 flex-col gap-2">
      <h2 className="font-medium">{t('home')}</h2>
      <p className="flex items-center gap-4 text-quiet">
        {t('lon')} {draft.center[0]} · {t('lat')} {draft.center[1]} · {t('zoom')} {draft.zoom}
        <Button icon="locate" onClick={takeView}>
          {t('useView')}
        </Button>
      </p>
      <div className="relative h-80 overflow-hidden rounded-md border border-edge">
        <MapCanvas
          settings={{ engine: 'maplibre', mapboxToken: null }}
          basemap={shown}
          start={{ lon: draft.center[0], lat: draft.center[1], zoom: draft.zoom }}
          events={{}}
          onEngine={setEngine}
        />
      </div>
    </section>
  );
}
