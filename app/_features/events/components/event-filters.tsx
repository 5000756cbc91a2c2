'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import {
  eventKindSchema,
  eventSeveritySchema,
  eventStateSchema,
} from '../../../../server/events/schema.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Select, TextInput } from '../../../_ui/field.tsx';
import type { EventFilter } from '../queries.ts';

const DAY_MS = 86_400_000;

type EventFiltersProps = { filter: EventFilter; onChange: (filter: EventFilter) => void };

export function EventFilters({ filter, onChange }: EventFiltersProps) {
  const t = useTranslations('events');
  const trpc = useTRPC();
  const roads = useQuery(trpc.trees.roads.queryOptions());
  const set = (part: Partial<EventFilter>) => onChange({ ...filter, ...part });
  const day = (text: string, add: number) =>
    text === '' ? undefined : new Date(new Date(`${text}T00:00`).getTime() + add);
  return (
    <>
      <Select
        aria-label={t('state')}
        value={filter.state ?? ''}
        onChange={(event) => set({ state: eventStateSchema.safeParse(event.target.value).data })}
      >
        <option value="">{t('anyState')}</option>
        {eventStateSchema.options.map((state) => (
          <option key={state} value={state}>
            {t(`states.${state}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('severity')}
        value={filter.severity ?? ''}
        onChange={(event) =>
          set({ severity: eventSeveritySchema.safeParse(event.target.value).data })
        }
      >
        <option value="">{t('anySeverity')}</option>
        {eventSeveritySchema.options.slice(1).map((severity) => (
          <option key={severity} value={severity}>
            {t('atLeast', { severity: t(`severities.${severity}`) })}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('kind')}
        value={filter.kind ?? ''}
        onChange={(event) => set({ kind: eventKindSchema.safeParse(event.target.value).data })}
      >
        <option value="">{t('anyKind')}</option>
        {eventKindSchema.options.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('road')}
        className="w-32"
        value={filter.roadId ?? ''}
        onChange={(event) => set({ roadId: event.target.value || undefined })}
      >
        <option value="">{t('anyRoad')}</option>
        {roads.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <TextInput
        type="date"
        aria-label={t('from')}
        className="w-34"
        onChange={(event) => set({ from: day(event.target.value, 0) })}
      />
      <TextInput
        type="date"
        aria-label={t('to')}
        className="w-34"
        onChange={(event) => set({ to: day(event.target.value, DAY_MS) })}
      />
    </>
  );
}
