'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PtzScanView, PtzState, ScanSide } from '../../../../server/ptz/schema.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import type { PtzActs } from '../queries.ts';

type RowProps = { state: PtzState; acts: PtzActs };

/** Watching a road go by is slower than steering. */
const USUAL_SPEED = 30;
const SIDES = ['left', 'right'] as const satisfies readonly ScanSide[];

/** To and fro between two limits; any command by hand ends it. */
export function ScanRow({ state, acts }: RowProps) {
  const t = useTranslations('ptz');
  const { scan } = state;
  if (scan === null) return null;
  return (
    <section aria-label={t('scan')} className="flex flex-col gap-2">
      <h3 className="text-quiet text-sm">{t('scan')}</h3>
      {scan.cannot !== null ? (
        <p className="text-faint text-xs">{t(`scanCannot.${scan.cannot}`)}</p>
      ) : (
        <ScanControls state={state} acts={acts} scan={scan} />
      )}
    </section>
  );
}

function ScanControls({ state, acts, scan }: RowProps & { scan: PtzScanView }) {
  const t = useTranslations('ptz');
  const { cameraId, mayMove } = state;
  const { running } = scan;
  const [speed, setSpeed] = useState(scan.speed ?? USUAL_SPEED);
  const ready = scan.left !== null && scan.right !== null;
  return (
    <div
      data-scan={running ? 'running' : 'resting'}
      className={cn(
        'flex flex-col gap-2 rounded-md border bg-raised p-2',
        running ? 'border-accent' : 'border-edge',
      )}
    >
      <div className="grid grid-cols-2 gap-1.5">
        {SIDES.map((side) => (
          <Button
            key={side}
            icon={scan[side] === null ? undefined : 'check'}
            disabled={!mayMove}
            title={t('scanLimitHint')}
            onClick={() => acts.setScanLimit.mutate({ cameraId, side })}
            className="px-1"
          >
            {t(`scanLimit.${side}`)}
          </Button>
        ))}
      </div>
      <label className="flex items-center gap-2 text-quiet text-xs">
        <span className="shrink-0">{t('speed')}</span>
        <input
          type="range"
          min={1}
          max={100}
          aria-label={t('scanSpeed')}
          value={speed}
          disabled={!mayMove}
          onChange={(event) => setSpeed(Number(event.target.value))}
          className="min-w-0 flex-1 accent-accent"
        />
        <span className="w-7 text-right text-text tabular-nums">{speed}</span>
      </label>
      <div className="flex gap-1.5">
        <Button
          icon="play"
          look={running ? undefined : 'primary'}
          disabled={!mayMove || !ready}
          title={ready ? undefined : t('scanNeedsLimits')}
          onClick={() => acts.startScan.mutate({ cameraId, speed })}
          className="flex-1 px-1"
        >
          {t(running ? 'scanAgain' : 'startScan')}
        </Button>
        {running && (
          <Button
            icon="stop"
            disabled={!mayMove}
            onClick={() => acts.stopScan.mutate({ cameraId })}
            className="flex-1 px-1"
          >
            {t('stopScan')}
          </Button>
        )}
      </div>
      <ScanFacts scan={scan} />
    </div>
  );
}

function ScanFacts({ scan: { running, ended, left, right } }: { scan: PtzScanView }) {
  const t = useTranslations('ptz');
  const codeText = useCodeText();
  const times = useTimes();
  const text = running
    ? t('scanning', { name: running.name, time: times.clock(running.since) })
    : ended
      ? t('scanEnded', { time: times.clock(ended.at), reason: codeText(ended.code) })
      : left === null || right === null
        ? t('scanNeedsLimits')
        : null;
  return (
    <p
      role="status"
      className={cn(
        'text-xs empty:hidden',
        running ? 'text-accent' : ended ? 'text-alarm' : 'text-faint',
      )}
    >
      {text}
    </p>
  );
}
