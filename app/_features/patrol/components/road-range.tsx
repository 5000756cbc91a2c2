'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PatrolPickInput } from '../../../../server/patrols/schema.ts';
import { parseChainage } from '../../../_lib/format/chainage.ts';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { useChoices } from '../../devices/queries.ts';
import { FoundCameras } from './found-cameras.tsx';

/** A stretch of a road: from one chainage to another, either way. */
export function RoadRange({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  const { roads } = useChoices();
  const [roadId, setRoadId] = useState('');
  const [direction, setDirection] = useState<'up' | 'down' | ''>('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [fromM, toM] = [from, to].map((text) =>
    text.trim() === '' ? undefined : parseChainage(text),
  );
  const pick: PatrolPickInput | null =
    roadId === '' || fromM === null || toM === null
      ? null
      : { roadId, fromM, toM, ...(direction !== '' && { direction }) };
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t('devices.filterRoad')}>
          {(control) => (
            <Select {...control} value={roadId} onChange={(event) => setRoadId(event.target.value)}>
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
              value={direction}
              onChange={(event) => {
                const { value } = event.target;
                setDirection(value === 'up' || value === 'down' ? value : '');
              }}
            >
              <option value="">{t('patrol.bothDirections')}</option>
              <option value="up">{t('map.up')}</option>
              <option value="down">{t('map.down')}</option>
            </Select>
          )}
        </Field>
        <ChainageField
          label={t('patrol.fromChainage')}
          text={from}
          bad={fromM === null}
          onChange={setFrom}
        />
        <ChainageField
          label={t('patrol.toChainage')}
          text={to}
          bad={toM === null}
          onChange={setTo}
        />
      </div>
      <p className="text-faint text-xs">{t('patrol.rangeHint')}</p>
      <FoundCameras pick={pick} onClose={onClose} />
    </>
  );
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
