'use client';
import { useTranslations } from 'use-intl';
import { type CameraFilter, cameraStatusSchema } from '../../../../server/cameras/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Select } from '../../../_ui/field.tsx';
import { indentChoices } from '../choices.ts';
import { useChoices } from '../queries.ts';
import { QueryInput } from './query-input.tsx';
import { RoadFilter } from './road-filter.tsx';

export function DeviceFilters({
  filter,
  onChange,
}: {
  filter: CameraFilter;
  onChange: (filter: CameraFilter) => void;
}) {
  const t = useTranslations();
  const { divisions } = useChoices();
  const set = (part: Partial<CameraFilter>) => onChange({ ...filter, ...part });
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <QueryInput
        label={t('devices.search')}
        value={filter.q ?? ''}
        onChange={(q) => set({ q: q === '' ? undefined : q })}
      />
      <Select
        aria-label={t('devices.filterStatus')}
        className="w-28"
        value={filter.status ?? ''}
        onChange={(event) => set({ status: cameraStatusSchema.safeParse(event.target.value).data })}
      >
        <option value="">{t('devices.filterStatus')}</option>
        {cameraStatusSchema.options.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </Select>
      <RoadFilter value={filter.roadId} onChange={(roadId) => set({ roadId })} />
      <Select
        aria-label={t('devices.filterDivision')}
        className="w-32"
        value={filter.divisionId ?? ''}
        onChange={(event) => set({ divisionId: event.target.value || undefined })}
      >
        <option value="">{t('devices.filterDivision')}</option>
        {indentChoices(divisions).map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </Select>
      {filtered && (
        <Button look="quiet" icon="close" onClick={() => onChange({})}>
          {t('devices.clearFilters')}
        </Button>
      )}
    </>
  );
}
