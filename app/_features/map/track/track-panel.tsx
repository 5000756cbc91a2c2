'use client';
import { useEffect, useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Track } from '../../../../server/tracks/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { FactList } from '../../../_ui/fact-list.tsx';
import { Select } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { Tabs } from '../../../_ui/tabs.tsx';
import { useUiScale } from '../../../_ui/use-ui-scale.ts';
import { useCamera } from '../../live/queries.ts';
import { useMay } from '../../session/current-user.tsx';
import type { MapEngine } from '../engine/map-engine.ts';
import { LastPosition } from './last-position.tsx';
import { momentOf } from './moment.ts';
import { useTrackOf, useTrackSetting } from './queries.ts';
import { SpeedLegend } from './speed-legend.tsx';
import { useTrack } from './store.ts';
import { PointTable, StopTable } from './track-tables.tsx';

const WINDOWS_H = [1, 6, 24];
/** As wide as the panel, in layout pixels. */
const PANEL_PX = 380;

type TrackPanelProps = { engine: MapEngine; cameraId: string };

/** Where a moving camera was: its way coloured by speed, and any moment of it. */
export function TrackPanel({ engine, cameraId }: TrackPanelProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const { hours, close } = useTrack();
  const camera = useCamera(cameraId);
  const track = useTrackOf(cameraId, hours);
  const name = camera.data?.name ?? '';
  useTrackOnMap(engine, track.data, `${cameraId} ${hours}`);
  return (
    <section
      aria-label={t('tracks.of', { name })}
      data-track-panel={cameraId}
      className="absolute top-3 bottom-12 left-3 z-20 flex w-92 flex-col gap-2 rounded-md border border-edge bg-panel p-3 text-sm shadow-float"
    >
      <header className="flex items-center gap-1">
        <h2 className="min-w-0 flex-1 truncate font-medium" title={name}>
          {t('tracks.of', { name })}
        </h2>
        <IconButton icon="retry" label={t('tracks.refresh')} onClick={track.askAgain} />
        <ExportLink cameraId={cameraId} window={track.window} />
        <IconButton icon="close" label={t('common.close')} onClick={close} />
      </header>
      <div className="flex items-center justify-between gap-2">
        <WindowChoice />
        <LastPosition movedAt={camera.data?.movedAt ?? null} />
      </div>
      {track.isPending && <LoadingRows rows={6} label={t('common.loading')} />}
      {track.isError && (
        <ErrorState
          message={errorText(track.error)}
          retryLabel={t('common.retry')}
          onRetry={() => void track.refetch()}
        />
      )}
      {track.isSuccess && track.data.points.length === 0 && (
        <EmptyState icon="track" title={t('tracks.empty')} />
      )}
      {track.isSuccess && track.data.points.length > 0 && <Shown track={track.data} />}
    </section>
  );
}

/** Draws it and, when it is another one, goes there. */
function useTrackOnMap(engine: MapEngine, track: Track | undefined, which: string): void {
  const atMs = useTrack((store) => store.atMs);
  const scale = useUiScale();
  const [fitted, setFitted] = useState<string | null>(null);
  useEffect(() => {
    engine.setTrack(track ?? null);
    return () => engine.setTrack(null);
  }, [engine, track]);
  useEffect(() => {
    if (track === undefined || fitted === which) return;
    setFitted(which);
    engine.fit(track.points, PANEL_PX * scale);
  }, [engine, track, fitted, which, scale]);
  useEffect(() => {
    const moment = track && atMs !== null ? momentOf(track.points, atMs) : null;
    engine.setMoment(moment === null ? null : [moment.lon, moment.lat]);
    return () => engine.setMoment(null);
  }, [engine, track, atMs]);
}

function WindowChoice() {
  const t = useTranslations('tracks');
  const { hours, look } = useTrack();
  const setting = useTrackSetting();
  const kept = setting.data?.keepHours ?? 24;
  const choices = [...new Set([...WINDOWS_H.filter((choice) => choice < kept), kept, hours])];
  return (
    <Select
      aria-label={t('window')}
      value={hours}
      onChange={(event) => look(Number(event.target.value))}
      className="h-7 text-sm"
    >
      {choices
        .sort((a, b) => a - b)
        .map((choice) => (
          <option key={choice} value={choice}>
            {t('hours', { hours: choice })}
          </option>
        ))}
    </Select>
  );
}

function ExportLink({ cameraId, window }: { cameraId: string; window: { from: Date; to: Date } }) {
  const t = useTranslations('tracks');
  if (!useMay('cameras.export')) return null;
  const query = `from=${window.from.getTime()}&to=${window.to.getTime()}`;
  const save = () => document.location.assign(`/api/tracks/${cameraId}.csv?${query}`);
  return <IconButton icon="download" label={t('export')} onClick={save} />;
}

function Shown({ track }: { track: Track }) {
  const t = useTranslations('tracks');
  const panelId = useId();
  const [tab, setTab] = useState<'points' | 'stops'>('stops');
  const { points, stops, total, metres, topKmh } = track;
  return (
    <>
      <FactList
        facts={[
          [t('length'), `${(metres / 1_000).toFixed(1)} km`],
          [t('top'), topKmh !== null && t('speed', { kmh: Math.round(topKmh) })],
          [
            t('count'),
            total === points.length ? String(total) : t('thinned', { total, drawn: points.length }),
          ],
        ]}
      />
      <SpeedLegend />
      <Scrubber track={track} />
      <Tabs
        label={t('title')}
        panelId={panelId}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'stops', label: t('stops'), count: stops.length },
          { id: 'points', label: t('points'), count: points.length },
        ]}
      />
      <div id={panelId} role="tabpanel" className="min-h-24 flex-1 overflow-hidden">
        {tab === 'stops' ? <StopTable stops={stops} /> : <PointTable points={points} />}
      </div>
    </>
  );
}

const STEP_MS = 1_000;

function Scrubber({ track: { points } }: { track: Track }) {
  const t = useTranslations('tracks');
  const times = useTimes();
  const { atMs, scrub } = useTrack();
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0];
  const at = Math.min(Math.max(atMs ?? last, first), last);
  const moment = useMemo(() => momentOf(points, at), [points, at]);
  const clock = times.dateTime(new Date(at));
  const speed =
    moment &&
    (moment.speedKmh === null ? t('noSpeed') : t('speed', { kmh: Math.round(moment.speedKmh) }));
  const heading = moment?.heading ?? null;
  const told = [
    moment === null ? t('noPosition') : speed,
    heading !== null && t('heading', { degrees: Math.round(heading) }),
  ].filter(Boolean);
  return (
    <div className="flex flex-col gap-1">
      <input
        type="range"
        aria-label={t('scrub')}
        aria-valuetext={[clock, ...told].join(' · ')}
        min={first}
        max={last}
        step={STEP_MS}
        value={at}
        onChange={(event) => scrub(event.target.valueAsNumber)}
        className="w-full accent-accent"
      />
      <p className="tabular-nums" data-track-moment>
        {clock} <span className="text-quiet">{told.join(' · ')}</span>
      </p>
    </div>
  );
}
