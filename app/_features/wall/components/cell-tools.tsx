'use client';
import type { RefObject } from 'react';
import { useTranslations } from 'use-intl';
import type { WallQuality } from '../../../../server/walls/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Tooltip } from '../../../_ui/tooltip.tsx';
import { useKey } from '../../keys/context.tsx';
import { AgainTool } from '../../live/components/again-tool.tsx';
import type { ShownLevel } from '../../live/components/live-picture.tsx';
import { PanoramaTools } from '../../live/components/panorama-tools.tsx';
import { PictureInPictureTool } from '../../live/components/picture-in-picture-tool.tsx';
import { RecordTool } from '../../live/components/record-tool.tsx';
import { RoadTools } from '../../live/components/road-tools.tsx';
import { RoadWallTool } from '../../live/components/road-wall-tool.tsx';
import { SoundTool } from '../../live/components/sound-tool.tsx';
import { ZoomTools } from '../../live/components/zoom-tools.tsx';
import type { LiveControls } from '../../live/use-live-view.ts';
import type { PanoramaMode } from '../../live/use-panorama.ts';
import type { Zoom } from '../../live/use-zoom.ts';
import { SendCamera } from '../../screens/components/send-button.tsx';
import { useMay } from '../../session/current-user.tsx';
import { TalkTool } from '../../talk/components/talk-tool.tsx';

const NEXT: Record<WallQuality, WallQuality> = { auto: 'main', main: 'sub', sub: 'auto' };

type CellToolsProps = {
  cameraId: string;
  name: string;
  /** Where they stand: not over the name. */
  edge: 'top' | 'bottom';
  quality: WallQuality;
  stats: boolean;
  maximised: boolean;
  steers: boolean;
  focused: boolean;
  onMove: (cameraId: string) => void;
  onQuality: (quality: WallQuality) => void;
  /** Of the cell. */
  root: RefObject<Element | null>;
  sound: string;
  zoom: Zoom;
  shown: ShownLevel;
  panorama: PanoramaMode | null;
  controls: RefObject<LiveControls | null>;
  /** null: not allowed. */
  onSnapshot: (() => void) | null;
  onPtz: () => void;
  onStats: () => void;
  onMaximise: () => void;
  onClear: () => void;
};

const ON_PICTURE = 'text-white/85 hover:bg-white/20 hover:text-white';

/** Not in the smallest cells; their keys work there too. */
const WIDE = '@max-[15rem]:hidden';

/** Along an edge of a cell, while the pointer or the focus is in it. */
export function CellTools(props: CellToolsProps) {
  const { edge, maximised, onSnapshot, panorama, quality, stats, steers } = props;
  const t = useTranslations();
  const around = panorama?.on === true;
  const keys = {
    snapshot: useKey('snapshot'),
    ptz: useKey('ptzMode'),
    stats: useKey('stats'),
    full: useKey('cellFull'),
    clear: useKey('clearCell'),
  };
  const maySteer = useMay('ptz.move');
  const qualityName = quality === 'auto' ? t('wall.auto') : t(`live.${quality}`);
  return (
    <div
      className={cn(
        'absolute right-1 z-10 flex items-center rounded-sm bg-black/65 px-0.5 opacity-0',
        edge === 'top' ? 'top-1' : 'bottom-1',
        'focus-within:opacity-100 group-hover/cell:opacity-100 group-focus/cell:opacity-100',
      )}
    >
      <Tooltip text={t('wall.quality', { name: qualityName })}>
        <button
          type="button"
          aria-label={t('wall.quality', { name: qualityName })}
          onClick={() => props.onQuality(NEXT[quality])}
          className={cn('h-6 rounded-sm px-1.5 text-xs', ON_PICTURE)}
        >
          {qualityName}
        </button>
      </Tooltip>
      {onSnapshot !== null && (
        <IconButton
          icon="camera"
          size="sm"
          label={t('wall.snapshot')}
          shortcut={keys.snapshot}
          className={ON_PICTURE}
          onClick={onSnapshot}
        />
      )}
      <RecordTool
        picture={props.sound}
        cameraId={props.cameraId}
        name={props.name}
        shown={props.shown}
        size="sm"
        className={ON_PICTURE}
      />
      <SoundTool picture={props.sound} size="sm" className={ON_PICTURE} />
      {panorama !== null && <PanoramaTools mode={panorama} size="sm" className={ON_PICTURE} />}
      {!around && <ZoomTools zoom={props.zoom} size="sm" className={cn(ON_PICTURE, WIDE)} />}
      <AgainTool controls={props.controls} size="sm" className={cn(ON_PICTURE, WIDE)} />
      <PictureInPictureTool root={props.root} size="sm" className={cn(ON_PICTURE, WIDE)} />
      <TalkTool
        cameraId={props.cameraId}
        keys={props.focused ? 'wall' : null}
        size="sm"
        className={ON_PICTURE}
        lockClassName={WIDE}
      />
      {maySteer && (
        <IconButton
          icon="ptz"
          size="sm"
          label={t('ptz.open')}
          shortcut={keys.ptz}
          aria-pressed={steers}
          className={ON_PICTURE}
          onClick={props.onPtz}
        />
      )}
      {maximised && (
        <RoadTools
          cameraId={props.cameraId}
          onMap={false}
          keyless={around}
          size="sm"
          className={ON_PICTURE}
          onMove={props.onMove}
        />
      )}
      <RoadWallTool cameraId={props.cameraId} size="sm" className={cn(ON_PICTURE, WIDE)} />
      <SendCamera cameraId={props.cameraId} name={props.name} size="sm" className={ON_PICTURE} />
      <IconButton
        icon="info"
        size="sm"
        label={t('live.stats')}
        shortcut={keys.stats}
        aria-pressed={stats}
        className={ON_PICTURE}
        onClick={props.onStats}
      />
      <IconButton
        icon={maximised ? 'shrink' : 'expand'}
        size="sm"
        label={t(maximised ? 'wall.restore' : 'wall.maximise')}
        shortcut={keys.full}
        className={ON_PICTURE}
        onClick={props.onMaximise}
      />
      <IconButton
        icon="close"
        size="sm"
        label={t('wall.clear')}
        shortcut={keys.clear}
        className={ON_PICTURE}
        onClick={props.onClear}
      />
    </div>
  );
}
