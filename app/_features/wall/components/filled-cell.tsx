'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { WallQuality } from '../../../../server/walls/schema.ts';
import type { Importance } from '../../../_player/allotment.ts';
import { cn } from '../../../_ui/cn.ts';
import { EmptyState } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { LevelBadge } from '../../live/components/level-badge.tsx';
import { LivePicture, type ShownLevel } from '../../live/components/live-picture.tsx';
import { RecordNotice } from '../../live/components/record-tool.tsx';
import { useHeard } from '../../live/use-heard.ts';
import type { LiveControls } from '../../live/use-live-view.ts';
import { usePanorama } from '../../live/use-panorama.ts';
import { useSnapshot } from '../../live/use-snapshot.ts';
import { useZoom } from '../../live/use-zoom.ts';
import { bareName } from '../../map/format.ts';
import { PictureSteer } from '../../ptz/components/picture-steer.tsx';
import { usePtzStore } from '../../ptz/store.ts';
import { TalkNotice } from '../../talk/components/talk-notice.tsx';
import { useTalks } from '../../talk/components/talk-tool.tsx';
import { useTalkStore } from '../../talk/store.ts';
import { useWallStore } from '../context.tsx';
import { headerLook, MARKS } from '../title-look.ts';
import { useWallCamera, type WallCamera } from '../use-wall-camera.ts';
import { wantedQuality } from '../wanted-quality.ts';
import { CellTools } from './cell-tools.tsx';

type FilledCellProps = {
  index: number;
  cameraId: string;
  quality: WallQuality;
  alone: boolean;
  shortSidePx: number;
  cellsShown: number;
  enter: (signal: AbortSignal) => Promise<void>;
};

const FIRST: ShownLevel = { level: 'sub', because: null };

/** One camera in its cell: picture, thin header, tools. */
export function FilledCell(props: FilledCellProps) {
  const { index, cameraId, quality, alone, shortSidePx, cellsShown, enter } = props;
  const camera = useWallCamera(cameraId);
  const root = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState(FIRST);
  const [stats, setStats] = useState(false);
  const title = useWallStore((store) => store.style.title);
  const fit = useWallStore((store) => store.fit);
  const clear = useWallStore((store) => store.clear);
  const put = useWallStore((store) => store.put);
  const maximise = useWallStore((store) => store.maximise);
  const setQuality = useWallStore((store) => store.setQuality);
  const togglePtz = usePtzStore((store) => store.toggle);
  const focused = useWallStore((store) => store.focus === index);
  const steers = usePtzStore((store) => store.on) && focused && camera.state === 'known';
  const talks = useTalks(cameraId);
  const near = useTalkStore((store) => store.near === cameraId);
  const sound = `cell-${index}`;
  const volume = useHeard(sound);
  const zoom = useZoom();
  const controls = useRef<LiveControls>(null);
  const panorama = usePanorama(cameraId, alone && !steers);
  const snapshot = useSnapshot(root, camera.state === 'known' ? camera.name : cameraId);
  return (
    <div ref={root} className="@container relative size-full">
      {camera.state === 'known' ? (
        <LivePicture
          cameraId={cameraId}
          name={camera.name}
          quality={wantedQuality(quality, shortSidePx, cellsShown)}
          delay={steers || near ? 'lowest' : 'usual'}
          importance={importanceOf(focused || alone, volume !== null, quality === 'main')}
          volume={talks ? null : volume}
          fit={fit}
          stats={stats}
          headed={title === 'top'}
          zoom={zoom}
          panorama={panorama}
          controls={controls}
          enter={enter}
          onShown={setShown}
        />
      ) : (
        <NoCamera camera={camera} />
      )}
      <TalkNotice cameraId={cameraId} />
      <RecordNotice picture={sound} />
      {steers && <PictureSteer cameraId={cameraId} />}
      <CellHeader index={index} camera={camera} shown={shown} />
      <CellTools
        cameraId={cameraId}
        name={camera.state === 'known' ? camera.name : cameraId}
        edge={title === 'bottom' ? 'top' : 'bottom'}
        quality={quality}
        stats={stats}
        maximised={alone}
        onMove={(next) => put(index, next)}
        onQuality={(next) => setQuality(index, next)}
        root={root}
        sound={sound}
        zoom={zoom}
        shown={shown}
        panorama={panorama}
        controls={controls}
        onSnapshot={snapshot}
        steers={steers}
        focused={focused}
        onPtz={togglePtz}
        onStats={() => setStats((was) => !was)}
        onMaximise={() => maximise(alone ? null : index)}
        onClear={() => clear(index)}
      />
    </div>
  );
}

function importanceOf(focused: boolean, heard: boolean, pinned: boolean): Importance {
  if (focused) return 'focused';
  if (heard) return 'audible';
  return pinned ? 'pinned' : 'other';
}

type HeaderProps = { index: number; camera: WallCamera; shown: ShownLevel };

function CellHeader({ index, camera, shown }: HeaderProps) {
  const t = useTranslations();
  const style = useWallStore((store) => store.style);
  const known = camera.state === 'known';
  const place = known ? camera.place : '';
  const noCameraText = known
    ? ''
    : t(camera.state === 'loading' ? 'common.loading' : `wall.${camera.state}`);
  return (
    <header data-on-picture className={headerLook(style, known)}>
      {known && (
        <StatusMark
          status={camera.status}
          label={t(`status.${camera.status}`)}
          className={cn('my-0.5 shrink-0', MARKS[style.size])}
        />
      )}
      <h3 id={`wall-cell-${index}`} className="flex min-w-0 flex-1 gap-1.5">
        <span className="sr-only">
          {t('wall.cell', { number: index + 1, name: known ? camera.name : noCameraText })}
        </span>
        <span aria-hidden="true" className="flex min-w-0 gap-1.5">
          {place !== '' && <span className="shrink-0 font-medium">{place}</span>}
          {known && (
            <span className={cn('truncate', place !== '' && '@max-[15rem]:hidden text-white/75')}>
              {bareName(camera.name, place)}
            </span>
          )}
        </span>
      </h3>
      {known && <LevelBadge shown={shown} className="shrink-0" />}
    </header>
  );
}

function NoCamera({ camera }: { camera: Exclude<WallCamera, { state: 'known' }> }) {
  const t = useTranslations();
  const { state } = camera;
  if (state === 'loading')
    return <p className="waiting p-8 text-center text-quiet text-xs">{t('common.loading')}</p>;
  return (
    <EmptyState icon="block" title={t(`wall.${state}`)} className="size-full bg-page text-sm" />
  );
}
