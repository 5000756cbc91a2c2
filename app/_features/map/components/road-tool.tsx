'use client';
import { type FormEvent, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useSelection } from '../selection-store.ts';
import { RoadRangeFields, rangeWith, useRoadRange } from './road-range-fields.tsx';

export type RoadPlace = { roadId: string; chainageM: number };

/** Chooses along a road: by typing, or by two presses on the map. */
export function RoadTool({ pressed }: { pressed: RoadPlace | null }) {
  const t = useTranslations();
  const range = useRoadRange();
  const take = useSelection((store) => store.take);
  const use = useSelection((store) => store.use);
  const { valid, set, texts } = range;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a press counts once, whatever is typed after it
  useEffect(() => {
    if (pressed !== null) set(rangeWith(texts, pressed));
  }, [pressed]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (valid === null) return;
    const { roadId, direction = null, fromM = null, toM = null } = valid;
    const { submitter } = event.nativeEvent as SubmitEvent;
    take({ kind: 'road', roadId, direction, fromM, toM }, submitter?.dataset.beside === 'yes');
  };
  return (
    <section
      aria-label={t('map.select.road')}
      className="absolute top-3 left-3 z-10 w-90 rounded-md border border-edge bg-panel p-3 shadow-float"
    >
      <header className="mb-2 flex items-center justify-between">
        <h2 className="font-medium">{t('map.select.road')}</h2>
        <IconButton icon="close" size="sm" label={t('common.close')} onClick={() => use(null)} />
      </header>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <RoadRangeFields range={range} />
        <p className="text-quiet text-xs">{t('map.select.roadHint')}</p>
        {/* In this order Enter presses the first. */}
        <div className="flex flex-row-reverse gap-2">
          <Button type="submit" look="primary" disabled={valid === null}>
            {t('map.select.select')}
          </Button>
          <Button type="submit" data-beside="yes" disabled={valid === null}>
            {t('map.select.beside')}
          </Button>
        </div>
      </form>
    </section>
  );
}
