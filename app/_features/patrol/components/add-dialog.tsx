'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PatrolPickInput } from '../../../../server/patrols/schema.ts';
import { parseChainage } from '../../../_lib/format/chainage.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, Select, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { indentChoices } from '../../devices/choices.ts';
import { useChoices } from '../../devices/queries.ts';
import { useDraft } from '../draft-context.tsx';
import { usePlanList } from '../queries.ts';

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
        {way === 'road' && <RoadFields onClose={onClose} />}
        {(way === 'group' || way === 'division') && <TreeField way={way} onClose={onClose} />}
        {way === 'tag' && <TagField onClose={onClose} />}
        {way === 'plan' && <PlanField ownId={ownId} onClose={onClose} />}
      </div>
    </Dialog>
  );
}

type Closing = { onClose: () => void };

function RoadFields({ onClose }: Closing) {
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
      <Found pick={pick} onClose={onClose} />
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
      <Found pick={id === '' ? null : pick} onClose={onClose} />
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
      <Found pick={wanted === '' ? null : { tag: wanted }} onClose={onClose} />
    </>
  );
}

/** How many there are, and the button that takes them. */
function Found({ pick, onClose }: Closing & { pick: PatrolPickInput | null }) {
  const t = useTranslations('patrol');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const addCameras = useDraft((draft) => draft.addCameras);
  const { data, error, isFetching } = useQuery(
    trpc.patrols.pick.queryOptions(pick ?? { ids: ['none'] }, {
      enabled: pick !== null,
      staleTime: 5_000,
    }),
  );
  const cameras = pick === null ? [] : (data?.cameras ?? []);
  const add = () => {
    const left = addCameras(cameras);
    if (left > 0) showToast({ tone: 'error', text: t('noRoom', { count: left }) });
    onClose();
  };
  return (
    <div className="flex items-center justify-between border-t pt-3">
      <FormError>{error === null ? null : errorText(error)}</FormError>
      <span role="status" className="text-quiet text-sm">
        {pick !== null &&
          !isFetching &&
          t(data?.more === true ? 'foundMore' : 'found', { count: cameras.length })}
      </span>
      <Button
        look="primary"
        busy={pick !== null && isFetching}
        disabled={cameras.length === 0}
        onClick={add}
      >
        {t('addFound', { count: cameras.length })}
      </Button>
    </div>
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
