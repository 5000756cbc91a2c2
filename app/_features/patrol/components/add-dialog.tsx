'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { indentChoices } from '../../devices/choices.ts';
import { useChoices } from '../../devices/queries.ts';
import { useDraft } from '../draft-context.tsx';
import { usePlanList } from '../queries.ts';
import { FoundCameras } from './found-cameras.tsx';
import { RoadRange } from './road-range.tsx';

const WAYS = ['road', 'group', 'division', 'tag', 'plan'] as const;
type Way = (typeof WAYS)[number];

/** Many cameras at once: along a road, of a group or division, with a tag, or another plan. */
export function AddDialog({ ownId, onClose }: { ownId: string | null; onClose: () => void }) {
  const t = useTranslations();
  const [way, setWay] = useState<Way>('road');
  return (
    <Dialog title={t('patrol.add')} closeLabel={t('common.close')} onClose={onClose} width="w-120">
      <div className="flex flex-col gap-4">
        <Field label={t('patrol.addBy')}>
          {(control) => (
            <Select
              {...control}
              value={way}
              onChange={(event) =>
                setWay(WAYS.find((known) => known === event.target.value) ?? 'road')
              }
            >
              {WAYS.map((known) => (
                <option key={known} value={known}>
                  {t(`patrol.way.${known}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {way === 'road' && <RoadRange onClose={onClose} />}
        {(way === 'group' || way === 'division') && <TreeField way={way} onClose={onClose} />}
        {way === 'tag' && <TagField onClose={onClose} />}
        {way === 'plan' && <PlanField ownId={ownId} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

type Closing = { onClose: () => void };

function TreeField({ way, onClose }: Closing & { way: 'group' | 'division' }) {
  const t = useTranslations('patrol.way');
  const { groups, divisions } = useChoices();
  const [id, setId] = useState('');
  const choices = indentChoices(way === 'group' ? groups : divisions);
  const pick = way === 'group' ? { groupId: id } : { divisionId: id };
  return (
    <>
      <Field label={t(way)}>
        {(control) => (
          <Select {...control} value={id} onChange={(event) => setId(event.target.value)}>
            <option value="">–</option>
            {choices.map((choice) => (
              <option key={choice.id} value={choice.id}>
                {choice.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <FoundCameras pick={id === '' ? null : pick} onClose={onClose} />
    </>
  );
}

function TagField({ onClose }: Closing) {
  const t = useTranslations('patrol.way');
  const [tag, setTag] = useState('');
  const wanted = tag.trim();
  return (
    <>
      <Field label={t('tag')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={64}
            value={tag}
            onChange={(event) => setTag(event.target.value)}
          />
        )}
      </Field>
      <FoundCameras pick={wanted === '' ? null : { tag: wanted }} onClose={onClose} />
    </>
  );
}

function PlanField({ ownId, onClose }: Closing & { ownId: string | null }) {
  const t = useTranslations('patrol');
  const [q, setQ] = useState('');
  const list = usePlanList({ q: q.trim(), sort: 'name' });
  const addPlan = useDraft((draft) => draft.addPlan);
  const plans =
    list.data?.pages.flatMap((page) => page.items).filter(({ id }) => id !== ownId) ?? [];
  return (
    <>
      <TextInput
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        maxLength={64}
        value={q}
        onChange={(event) => setQ(event.target.value)}
      />
      <ul className="scroll-area max-h-60">
        {plans.map(({ id, name, cameraCount }) => (
          <li key={id}>
            <button
              type="button"
              className="flex w-full justify-between rounded-md px-2 py-1.5 text-left hover:bg-hover"
              onClick={() => {
                addPlan({ id, name, cameras: cameraCount, cycleS: 0 });
                onClose();
              }}
            >
              <span className="truncate">{name}</span>
              <span className="text-quiet text-sm">{t('cameras', { count: cameraCount })}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
