'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { directionSchema } from '../../../../server/cameras/schema.ts';
import { formatChainage, parseChainage } from '../../../_lib/format/chainage.ts';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { useChoices } from '../../devices/queries.ts';

type RangeTexts = { roadId: string; direction: 'up' | 'down' | ''; from: string; to: string };

/** A stretch of road as somebody types it. `valid`: what it says, null while it says none. */
export function useRoadRange() {
  const [texts, setTexts] = useState<RangeTexts>({ roadId: '', direction: '', from: '', to: '' });
  const { roadId, direction } = texts;
  const [fromM, toM] = [texts.from, texts.to].map((text) =>
    text.trim() === '' ? undefined : parseChainage(text),
  );
  const valid =
    roadId === '' || fromM === null || toM === null
      ? null
      : { roadId, fromM, toM, direction: direction === '' ? undefined : direction };
  const set = (changed: Partial<RangeTexts>) => setTexts((now) => ({ ...now, ...changed }));
  return { texts, set, valid, badFrom: fromM === null, badTo: toM === null };
}

export type RoadRange = ReturnType<typeof useRoadRange>;

/** Road, direction, and from which chainage to which. */
export function RoadRangeFields({ range }: { range: RoadRange }) {
  const t = useTranslations();
  const { roads } = useChoices();
  const { texts, set } = range;
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label={t('devices.filterRoad')}>
        {(control) => (
          <Select
            {...control}
            value={texts.roadId}
            onChange={(event) => set({ roadId: event.target.value })}
          >
            <option value="">–</option>
            {roads.map((road) => (
              <option key={road.id} value={road.id}>
                {road.code} {road.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('patrol.direction')}>
        {(control) => (
          <Select
            {...control}
            value={texts.direction}
            onChange={({ target }) =>
              set({ direction: directionSchema.safeParse(target.value).data ?? '' })
            }
          >
            <option value="">{t('patrol.bothDirections')}</option>
            <option value="up">{t('map.up')}</option>
            <option value="down">{t('map.down')}</option>
          </Select>
        )}
      </Field>
      <ChainageField
        label={t('patrol.fromChainage')}
        text={texts.from}
        bad={range.badFrom}
        onChange={(from) => set({ from })}
      />
      <ChainageField
        label={t('patrol.toChainage')}
        text={texts.to}
        bad={range.badTo}
        onChange={(to) => set({ to })}
      />
    </div>
  );
}

/** A place on a road is where the range begins, or ends once it has a beginning on that road. */
export function rangeWith(
  { roadId, from, to }: Pick<RangeTexts, 'roadId' | 'from' | 'to'>,
  place: { roadId: string; chainageM: number },
): Partial<RangeTexts> {
  const chainage = formatChainage(place.chainageM);
  const goesOn = roadId === place.roadId && from !== '' && to === '';
  return goesOn ? { to: chainage } : { roadId: place.roadId, from: chainage, to: '' };
}

type ChainageFieldProps = {
  label: string;
  text: string;
  bad: boolean;
  onChange: (text: string) => void;
};

function ChainageField({ label, text, bad, onChange }: ChainageFieldProps) {
  const t = useTranslations('patrol');
  return (
    <Field label={label} error={bad ? t('badChainage') : undefined}>
      {(control) => (
        <TextInput
          {...control}
          placeholder="K612+300"
          maxLength={16}
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
