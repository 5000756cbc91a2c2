'use client';
import { type RefObject, useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useKey } from '../../keys/context.tsx';
import { namesPlace } from '../../map/format.ts';
import { PictureSteer } from '../../ptz/components/picture-steer.tsx';
import { PtzPanel } from '../../ptz/components/ptz-panel.tsx';
import { usePtzStore } from '../../ptz/store.ts';
import { SendCamera } from '../../screens/components/send-button.tsx';
import { useMay } from '../../session/current-user.tsx';
import { isTyping } from '../../shell/typing.ts';
import { TalkNotice } from '../../talk/components/talk-notice.tsx';
import { TalkTool, useTalks } from '../../talk/components/talk-tool.tsx';
import { useTalkWatch } from '../../talk/queries.ts';
import { useTalkStore } from '../../talk/store.ts';
import { pressTool } from '../press-tool.ts';
import { useHeard } from '../use-heard.ts';
import type { LiveControls } from '../use-live-view.ts';
import { usePanorama } from '../use-panorama.ts';
import { useSnapshot } from '../use-snapshot.ts';
import { useZoom } from '../use-zoom.ts';
import { AgainTool } from './again-tool.tsx';
import { LevelBadge } from './level-badge.tsx';
import { LivePicture, type ShownLevel } from './live-picture.tsx';
import { PanoramaTools } from './panorama-tools.tsx';
import { PictureInPictureTool } from './picture-in-picture-tool.tsx';
import { RecordNotice, RecordTool } from './record-tool.tsx';
import { RoadTools } from './road-tools.tsx';
import { RoadWallTool } from './road-wall-tool.tsx';
import { SoundTool } from './sound-tool.tsx';
import { ZoomTools } from './zoom-tools.tsx';

type LargePictureProps = {
  camera: MapCamera;
  place: string;
  requestedAt: number;
  /** To another camera along the road. */
  onMove: (cameraId: string) => void;
  onClose: () => void;
};

const SOUND = 'large';
const FIRST: ShownLevel = { level: 'sub', because: null };

/** One camera over the whole page. */
export function LargePicture(props: LargePictureProps) {
  const { camera, place, requestedAt, onMove, onClose } = props;
  const t = useTranslations();
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const [shown, setShown] = useState(FIRST);
  const [stats, setStats] = useState(false);
  const volume = useHeard(SOUND);
  const zoom = useZoom();
  const keys = { ptz: useKey('ptzMode'), snapshot: useKey('snapshot'), stats: useKey('stats') };
  const controls = useRef<LiveControls>(null);
  const snapshot = useSnapshot(stage, camera.name);
  const maySteer = useMay('ptz.move');
  const steers = usePtzStore((store) => store.on) && maySteer;
  const toggleSteering = usePtzStore((store) => store.toggle);
  const leaveSteering = usePtzStore((store) => store.leave);
  const panorama = usePanorama(camera.id, !steers);
  const around = panorama?.on === true;
  const talks = useTalks(camera.id);
  const near = useTalkStore((store) => store.near === camera.id);
  useTalkWatch();
  useEffect(() => leaveSteering, [leaveSteering]);
  useModal(dialog);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      data-large-picture={camera.id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => {
        if (isTyping(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key !== 'Escape') pressTool(dialog.current, event.nativeEvent); // Escape is the dialog's own
      }}
      className="size-full overflow-hidden bg-black"
    >
      <div className="flex size-full flex-col">
        <header className="flex h-9 shrink-0 items-center gap-2 border-b bg-panel px-3">
          <StatusMark status={camera.status} label={t(`status.${camera.status}`)} />
          <h2 id={titleId} className="truncate font-medium">
            {camera.name}
          </h2>
          {!namesPlace(camera.name, place) && <span className="truncate text-quiet">{place}</span>}
          <span className="ml-auto rounded-sm border border-edge px-1.5 text-xs text-quiet">
            <LevelBadge shown={shown} />
          </span>
          <RoadTools cameraId={camera.id} onMap size="md" keyless={around} onMove={onMove} />
          <RoadWallTool cameraId={camera.id} size="md" />
          {maySteer && (
            <IconButton
              icon="ptz"
              label={t('ptz.open')}
              shortcut={keys.ptz}
              aria-pressed={steers}
              onClick={toggleSteering}
            />
          )}
          {panorama !== null && <PanoramaTools mode={panorama} size="md" />}
          {!around && <ZoomTools zoom={zoom} size="md" />}
          <SoundTool picture={SOUND} size="md" />
          <TalkTool cameraId={camera.id} keys="picture" size="md" />
          {snapshot !== null && (
            <IconButton
              icon="camera"
              label={t('wall.snapshot')}
              shortcut={keys.snapshot}
              onClick={snapshot}
            />
          )}
          <RecordTool
            picture={SOUND}
            cameraId={camera.id}
            name={camera.name}
            shown={shown}
            size="md"
          />
          <AgainTool controls={controls} size="md" />
          <PictureInPictureTool root={stage} size="md" />
          <IconButton
            icon="info"
            label={t('live.stats')}
            shortcut={keys.stats}
            aria-pressed={stats}
            onClick={() => setStats((was) => !was)}
          />
          <SendCamera cameraId={camera.id} name={camera.name} />
          <IconButton icon="close" label={t('common.close')} shortcut="Escape" onClick={onClose} />
        </header>
        <div className="flex min-h-0 flex-1">
          <div ref={stage} className="relative min-w-0 flex-1">
            <LivePicture
              cameraId={camera.id}
              name={camera.name}
              quality="main"
              delay={steers || near ? 'lowest' : 'usual'}
              importance="focused"
              volume={talks ? null : volume}
              stats={stats}
              zoom={zoom}
              panorama={panorama}
              controls={controls}
              requestedAt={requestedAt}
              onShown={setShown}
            />
            <TalkNotice cameraId={camera.id} />
            <RecordNotice picture={SOUND} />
            {steers && <PictureSteer cameraId={camera.id} />}
          </div>
          {steers && <PtzPanel cameraId={camera.id} />}
        </div>
      </div>
    </dialog>
  );
}

function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, [dialog]);
}
