'use client';
import { useTranslations } from 'use-intl';
import type { CameraPlace } from '../../../../server/cameras/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Field, TextInput } from '../../../_ui/field.tsx';
import { coneOf, pointOf, type WhichPoint } from './handles.ts';
import { placeIn } from './session.ts';
import { SnapOffer } from './snap-offer.tsx';
import { usePlacing } from './store.ts';

const POINTS: readonly WhichPoint[] = ['display', 'physical'];

/** The chosen camera in figures, and how it is moved. */
export function PlacingPanel() {
  const t = useTranslations('map.placing');
  const chosenId = usePlacing((store) => store.chosenId);
  const known = usePlacing((store) => store.session.cameras.get(store.chosenId ?? ''));
  const place = usePlacing((store) =>
    store.chosenId !== null && store.draft?.id === store.chosenId
      ? store.draft.place
      : placeIn(store.session, store.chosenId ?? ''),
  );
  return (
    <section
      data-placing="panel"
      aria-label={t('panel')}
      className="absolute top-3 left-3 z-10 flex w-80 flex-col gap-2 rounded-md border border-edge bg-panel p-3 text-sm shadow-float"
    >
      {chosenId === null || known === undefined || place === null ? (
        <>
          <h2 className="font-medium">{t('title')}</h2>
          <p className="text-quiet text-xs">{t('hint')}</p>
        </>
      ) : (
        <Chosen id={chosenId} name={known.camera.name} place={place} />
      )}
    </section>
  );
}

function Chosen({ id, name, place }: { id: string; name: string; place: CameraPlace }) {
  const t = useTranslations('map.placing');
  const point = usePlacing((store) => store.point);
  const dragging = usePlacing((store) => store.draft !== null);
  const { move, change } = usePlacing.getState();
  const at = pointOf(place, point);
  const apart = place.displayLon !== null && place.lon !== null;
  return (
    <>
      <h2 className="truncate font-medium">{name}</h2>
      <fieldset className="flex gap-4">
        <legend className="sr-only">{t('which')}</legend>
        {POINTS.map((which) => (
          <label key={which} className="inline-flex items-center gap-1.5">
            <input
              type="radio"
              name="placing-point"
              className="accent-accent"
              checked={point === which}
              onChange={() => move(which)}
            />
            {t(which)}
          </label>
        ))}
      </fieldset>
      <div className="flex min-h-7 items-center justify-between gap-2">
        <span className="tabular-nums">
          {at === null ? t('noPlace') : `${at[0].toFixed(6)}, ${at[1].toFixed(6)}`}
        </span>
        {apart && (
          <Button
            look="quiet"
            onClick={() => change(id, { ...place, displayLon: null, displayLat: null }, 'snap')}
          >
            {t('together')}
          </Button>
        )}
      </div>
      <View id={id} place={place} />
      {at !== null && !dragging && <SnapOffer id={id} place={place} at={at} point={point} />}
    </>
  );
}

const FIGURES = [
  { field: 'azimuth', least: 0, most: 359 },
  { field: 'viewAngle', least: 1, most: 360 },
  { field: 'viewRangeM', least: 1, most: 50_000 },
] as const;

function View({ id, place }: { id: string; place: CameraPlace }) {
  const t = useTranslations('map.placing');
  const { change } = usePlacing.getState();
  return (
    <div className="grid grid-cols-3 gap-2">
      {FIGURES.map(({ field, least, most }) => (
        <Field key={field} label={t(field)}>
          {(props) => (
            <TextInput
              {...props}
              type="number"
              min={least}
              max={most}
              value={place[field] ?? ''}
              onChange={(event) => {
                const value = event.target.valueAsNumber;
                if (value >= least && value <= most)
                  change(id, { ...place, ...coneOf(place), [field]: value }, 'field');
              }}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
