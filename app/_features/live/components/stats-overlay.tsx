'use client';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { formatBitrate } from '../../../_lib/format/quantity.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import type { PlayerStats } from '../../../_player/state.ts';
import { cn } from '../../../_ui/cn.ts';

const REFRESH_MS = 1_000;

type StatsOverlayProps = {
  read: () => PlayerStats | null;
  /** Something stands over the upper edge of the picture. */
  headed: boolean;
};

/** Numbers for whoever must judge a stream. */
export function StatsOverlay({ read, headed }: StatsOverlayProps) {
  const t = useTranslations('live');
  const codeText = useCodeText();
  const [stats, setStats] = useState(read);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const timer = setInterval(() => setStats(latest.current()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (stats === null) return null;
  const lines = [
    ['way', wayText(stats, t, codeText)],
    ['codec', stats.codec ?? '–'],
    ['size', stats.width === 0 ? '–' : `${stats.width}×${stats.height}`],
    ['fps', stats.fps.toFixed(1)],
    ['bitrate', formatBitrate(stats.bitrate)],
    ['delay', `${Math.round(stats.bufferedS * 1000)} ms`],
    ['decoded', String(stats.decodedFrames)],
    ['dropped', String(stats.droppedFrames)],
    ['lost', stats.packetsLost === null ? '–' : String(stats.packetsLost)],
    ['first', stats.firstPictureMs === null ? '–' : `${stats.firstPictureMs} ms`],
    ['reconnects', String(stats.reconnects)],
    ...(stats.transcoded ? ([['transcoded', t('stat.transcodedWhy')]] as const) : []),
  ] as const;
  return (
    <dl
      className={cn(
        'pointer-events-none absolute left-1 grid grid-cols-[auto_auto] gap-x-3 rounded-sm bg-black/65 px-2 py-1 text-2xs text-white',
        headed ? 'top-6' : 'top-1',
      )}
    >
      {lines.map(([key, value]) => (
        <div key={key} className="contents">
          <dt className="text-white/65">{t(`stat.${key}`)}</dt>
          <dd className="max-w-64 text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

type LiveText = ReturnType<typeof useTranslations<'live'>>;

/** The way the stream comes, and why this one. */
function wayText(
  { because, way }: PlayerStats,
  t: LiveText,
  codeText: (code: string) => string,
): string {
  if (way === null || because === null) return '–';
  const reason =
    because.kind === 'instead'
      ? t('because.instead', { way: t(`way.${because.of}`), reason: codeText(because.code) })
      : t(`because.${because.kind}`);
  return t('wayBecause', { way: t(`way.${way}`), reason });
}
