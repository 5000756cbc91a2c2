'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { MapCamera } from '../../../../server/cameras/schema.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { Picture } from '../../../_ui/picture.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { usePictureUrl } from '../../changes/picture-store.ts';
import { useCamera } from '../../live/queries.ts';
import { useMapStore } from '../context.tsx';
import type { MapEngine } from '../engine/map-engine.ts';
import { namesPlace, usePlaceText } from '../format.ts';
import { useMapCamera } from '../queries.ts';
import { LastPosition } from '../track/last-position.tsx';
import { useRoadCode } from '../use-road-code.ts';

const SHOW_AFTER_MS = 300;

/** What is under the pointer, after it rested there: the last picture and who it is. */
export function HoverCard({
  engine,
  cameraId,
}: {
  engine: MapEngine;
  /** Grows with every move of the map. */
  moves: number;
  cameraId: string | null;
}) {
  const [shownId, setShownId] = useState<string | null>(null);
  useEffect(() => {
    if (cameraId === null) return setShownId(null);
    const timer = setTimeout(() => setShownId(cameraId), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [cameraId]);
  const live = useMapStore((store) => store.pins.some((pin) => pin.cameraId === shownId));
  // A camera whose live picture is on the map needs no still of it.
  const camera = useMapCamera(shownId !== cameraId || live ? null : shownId);
  if (camera === undefined) return null;
  const at = engine.project([camera.lon, camera.lat]);
  return <Card key={camera.id} camera={camera} at={at} />;
}

function Card({ camera, at }: { camera: MapCamera; at: { x: number; y: number } }) {
  const t = useTranslations();
  const times = useTimes();
  const age = useAge();
  const placeText = usePlaceText();
  const roadCode = useRoadCode();
  const { data } = useCamera(camera.id);
  const place = placeText(camera, roadCode(camera.roadId));
  const below = at.y < 260;
  return (
    <div
      data-hover-card={camera.id}
      style={{
        left: at.x,
        top: at.y,
        transform: `translate(-50%, ${below ? '16px' : 'calc(-100% - 16px)'})`,
      }}
      className="pointer-events-none absolute z-20 w-64 overflow-hidden rounded-md border border-edge bg-panel shadow-float"
    >
      <HoverPicture cameraId={camera.id} />
      <div className="flex flex-col gap-0.5 px-3 py-2">
        <p className="flex items-center gap-1.5">
          <StatusMark status={camera.status} className="size-2.5" />
          <span className="truncate font-medium">{camera.name}</span>
        </p>
        {!namesPlace(camera.name, place) && <p className="text-sm">{place}</p>}
        <p className="text-xs text-quiet">{camera.code}</p>
        <p className="text-xs text-quiet" title={times.dateTime(camera.statusSince)}>
          {t(`status.${camera.status}`)} · {t('status.since', { time: age(camera.statusSince) })}
        </p>
        {camera.kind === 'mobile' && <Motion camera={camera} />}
        {data?.picture && (
          <p className="text-xs text-faint">
            {t('live.snapshotAge', { age: age(data.picture.takenAt) })}
          </p>
        )}
      </div>
    </div>
  );
}

function Motion({ camera: { movedAt, speedKmh } }: { camera: MapCamera }) {
  const t = useTranslations('tracks');
  return (
    <p className="flex gap-2">
      <LastPosition movedAt={movedAt} />
      {movedAt !== null && speedKmh !== null && (
        <span className="text-quiet text-xs">{t('speed', { kmh: Math.round(speedKmh) })}</span>
      )}
    </p>
  );
}

function HoverPicture({ cameraId }: { cameraId: string }) {
  const t = useTranslations('live');
  const url = usePictureUrl(cameraId);
  const [missing, setMissing] = useState(false);
  return (
    <div className="grid aspect-video place-items-center bg-black text-xs text-white/60">
      {missing ? (
        t('noPicture')
      ) : (
        <Picture
          src={url}
          alt=""
          onError={() => setMissing(true)}
          className="size-full object-cover"
        />
      )}
    </div>
  );
}
