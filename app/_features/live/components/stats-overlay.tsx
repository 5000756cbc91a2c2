'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { formatBitrate } from '../../../_lib/format/quantity.ts';
import type { PlayerStats } from '../../../_player/state.ts';

const REFRESH_MS = 1_000;

/** Numbers for whoever must judge a stream. */
export function StatsOverlay({ read }: { read: () => PlayerStats | null }) {
  const t = useTranslations('live.stat');
  const [stats, setStats] = useState(read);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const timer = setInterval(() => setStats(latest.current()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (stats === null) return null;
  const lines = [
    ['codec', stats.codec ?? '–'],
    ['size', stats.width === 0 ? '–' : `${stats.width}×${stats.height}`],
    ['fps', stats.fps.toFixed(1)],
    ['bitrate', formatBitrate(stats.bitrate)],
    ['delay', `${Math.round(stats.bufferedS * 1000)} ms`],
    ['decoded', String(stats.decodedFrames)],
    ['dropped', String(stats.droppedFrames)],
    ['first', stats.firstPictureMs === null ? '–' : `${stats.firstPictureMs} ms`],
    ['reconnects', String(stats.reconnects)],
    ...(stats.transcoded ? ([['transcoded', t('transcodedWhy')]] as const) : []),
  ] as const;
  return (
    <dl className="pointer-events-none absolute top-1 left-1 grid grid-cols-[auto_auto] gap-x-3 rounded-sm bg-black/65 px-2 py-1 text-2xs text-white">
      {lines.map(([key, value]) => (
        <div key={key} className="contents">
          <dt className="text-white/65">{t(key)}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
