'use client';
import { use } from 'react';
import { useTranslations } from 'use-intl';
import { cn } from '../../../_ui/cn.ts';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import type { ShownLevel } from '../../live/components/live-picture.tsx';
import { bareName } from '../../map/format.ts';
import { GivenStyle } from '../given-style.ts';
import { headerLook, MARKS } from '../title-look.ts';
import { useWallCamera } from '../use-wall-camera.ts';

/** Which camera it is, where and how, along an edge of its picture. */
export function PictureHeader({
  cameraId,
  quality,
}: {
  cameraId: string;
  quality: ShownLevel['level'];
}) {
  const t = useTranslations();
  const style = use(GivenStyle);
  const camera = useWallCamera(cameraId);
  const known = camera.state === 'known';
  const place = known ? camera.place : '';
  return (
    <header data-on-picture className={headerLook(style, true)}>
      {known && (
        <StatusMark
          status={camera.status}
          label={t(`status.${camera.status}`)}
          className={cn('my-0.5 shrink-0', MARKS[style.size])}
        />
      )}
      {!known && (
        <span>{t(camera.state === 'loading' ? 'common.loading' : `wall.${camera.state}`)}</span>
      )}
      <span className="flex min-w-0 flex-1 gap-1.5">
        {place !== '' && <span className="shrink-0 font-medium">{place}</span>}
        {known && (
          <span className={cn('truncate', place !== '' && '@max-[15rem]:hidden text-white/75')}>
            {bareName(camera.name, place)}
          </span>
        )}
      </span>
      {known && <span className="shrink-0 text-white/85">{t(`live.${quality}`)}</span>}
    </header>
  );
}
