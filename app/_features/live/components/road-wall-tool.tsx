'use client';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { useOpenRoadWall } from '../use-open-road-wall.ts';

type RoadWallToolProps = { cameraId: string; size: 'sm' | 'md'; className?: string };

/** The road before and behind a camera, on the wall. */
export function RoadWallTool({ cameraId, size, className }: RoadWallToolProps) {
  const t = useTranslations('live');
  const openRoadWall = useOpenRoadWall();
  return (
    <IconButton
      icon="road"
      size={size}
      label={t('roadWall')}
      shortcut={useKey('roadWall')}
      className={className}
      onClick={() => openRoadWall(cameraId)}
    />
  );
}
