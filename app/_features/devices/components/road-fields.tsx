'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { type Direction, directionSchema } from '../../../../server/cameras/schema.ts';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { useChoices } from '../queries.ts';

/** As text; `''` is nothing. */
export type RoadDraft = { roadId: string; direction: Direction; chainage: string };

type RoadFieldsProps = {
  draft: RoadDraft;
  set: (part: Partial<RoadDraft>) => void;
  problem: (field: keyof RoadDraft) => string | undefined;
  children?: ReactNode;
};

/** Road, direction and chainage; `children` stand behind them. */
export function RoadFields({ draft, set, problem, children }: RoadFieldsProps) {
  const t = useTranslations('devices');
  const { roads } = useChoices();
  const road = roads.find(({ id }) => id === draft.roadId);
  return (
    <>
      <Field label={t('form.road')} error={problem('roadId')}>
        {(control) => (
          <Select
            {...control}
            value={draft.roadId}
            onChange={(event) => set({ roadId: event.target.value })}
          >
            <option value="">{t('form.noRoad')}</option>
            {roads.map(({ id, code, name }) => (
              <option key={id} value={id}>
                {code} {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('form.direction')} error={problem('direction')}>
        {(control) => (
          <Select
            {...control}
            disabled={road === undefined}
            value={draft.direction}
            onChange={(event) =>
              set({ direction: directionSchema.catch('up').parse(event.target.value) })
            }
          >
            {road?.directions.map(({ direction, name }) => (
              <option key={direction} value={direction}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('form.chainage')} hint={t('form.chainageHint')} error={problem('chainage')}>
        {(control) => (
          <TextInput
            {...control}
            disabled={road === undefined}
            value={draft.chainage}
            onChange={(event) => set({ chainage: event.target.value })}
          />
        )}
      </Field>
      {children}
    </>
  );
}
