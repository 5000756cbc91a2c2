'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PtzState } from '../../../../server/ptz/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { TextInput } from '../../../_ui/field.tsx';
import type { PtzActs } from '../queries.ts';

/** Says where the camera looks now, so that the map can point it. */
export function SightRow({ state, acts }: { state: PtzState; acts: PtzActs }) {
  const t = useTranslations('ptz.sight');
  const { cameraId, sheet, azimuth, panZero, mayMove } = state;
  const [written, setWritten] = useState(azimuth === null ? '' : String(Math.round(azimuth)));
  const degrees = azimuthOf(written);
  if (!sheet?.absolute || sheet.position === false) return null;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (degrees !== null) acts.calibrate.mutate({ cameraId, azimuth: degrees });
  };
  return (
    <section aria-label={t('title')} className="flex flex-col gap-2">
      <h3 className="text-quiet text-sm">{t('title')}</h3>
      <form onSubmit={save} className="flex gap-2">
        <TextInput
          type="number"
          min={0}
          max={359}
          step="any"
          aria-label={t('azimuth')}
          title={t('azimuth')}
          placeholder="0–359"
          value={written}
          onChange={(event) => setWritten(event.target.value)}
          className="w-20"
        />
        <Button
          type="submit"
          className="h-8 flex-1 px-1"
          disabled={!mayMove || degrees === null}
          busy={acts.calibrate.isPending}
        >
          {t('set')}
        </Button>
      </form>
      <p role="status" className="text-faint text-xs">
        {panZero === null ? t('unknown') : t('known', { azimuth: Math.round(panZero) % 360 })}
      </p>
    </section>
  );
}

/** null: no azimuth. */
export function azimuthOf(text: string): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return value >= 0 && value < 360 ? value : null;
}
