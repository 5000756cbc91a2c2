'use client';
import { useTranslations } from 'use-intl';
import { Select } from '../../../_ui/field.tsx';
import { useChoices } from '../queries.ts';

type RoadFilterProps = {
  value: string | undefined;
  onChange: (roadId: string | undefined) => void;
};

/** One road, or any. */
export function RoadFilter({ value, onChange }: RoadFilterProps) {
  const t = useTranslations('devices');
  const { roads } = useChoices();
  return (
    <Select
      aria-label={t('filterRoad')}
      className="w-32"
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value || undefined)}
    >
      <option value="">{t('filterRoad')}</option>
      {roads.map((road) => (
        <option key={road.id} value={road.id}>
          {road.code} {road.name}
        </option>
      ))}
    </Select>
  );
}
