'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  NEARBY_M,
  NEARBY_ON_ROAD_M,
  type NearbyCamera,
  type RoadsideDevice,
} from '../../../../server/roadside/schema.ts';
import { formatLonLat } from '../../../_lib/format/quantity.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { FactList } from '../../../_ui/fact-list.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import type { MapEngine } from '../../map/engine/map-engine.ts';
import { usePlaceText } from '../../map/format.ts';
import { useMay } from '../../session/current-user.tsx';
import { useOpenWall } from '../../wall/use-open-wall.ts';
import { useDevice } from '../queries.ts';
import { DeviceMark } from './device-mark.tsx';

const SHOW_AFTER_MS = 300;
/** Half of a card and a little, so that it stays on the map. */
const ASIDE_PX = 152;

type OnMap = {
  engine: MapEngine;
  /** Grows with every move of the map. */
  moves: number;
};

/** What is under the pointer, after it rested there. */
export function DeviceHoverCard({ engine, deviceId }: OnMap & { deviceId: string | null }) {
  const [shownId, setShownId] = useState<string | null>(null);
  useEffect(() => {
    if (deviceId === null) return setShownId(null);
    const timer = setTimeout(() => setShownId(deviceId), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [deviceId]);
  const { data } = useDevice(shownId);
  if (data === undefined || shownId !== deviceId) return null;
  return (
    <Placed engine={engine} device={data} className="pointer-events-none z-20">
      <div className="flex flex-col gap-2 px-3 py-2">
        <Name device={data} />
        <Facts device={data} />
      </div>
    </Placed>
  );
}

type CardProps = OnMap & {
  deviceId: string;
  onPlay: (cameraId: string) => void;
  onClose: () => void;
};

/** What was pressed: its facts, and the cameras that may show it. */
export function DeviceCard({ engine, deviceId, onPlay, onClose }: CardProps) {
  const t = useTranslations('roadside');
  const { data, isError } = useDevice(deviceId);
  if (data === undefined || isError) return null; // it was removed meanwhile
  return (
    <Placed engine={engine} device={data} className="z-20">
      <Held label={t('card', { kind: t(`kind.${data.kind}`), name: data.name })} onClose={onClose}>
        <div className="flex items-start justify-between gap-2">
          <Name device={data} />
          <IconButton icon="close" label={t('close')} onClick={onClose} />
        </div>
        <Facts device={data} />
        <Nearby deviceId={deviceId} onPlay={onPlay} />
      </Held>
    </Placed>
  );
}

/** Takes the keyboard when it opens, so that Esc closes it and not what lies behind. */
function Held({
  label,
  onClose,
  children,
}: {
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
      className="flex flex-col gap-2 px-3 py-2 outline-none"
    >
      {children}
    </div>
  );
}

function Placed({
  engine,
  device: { lon, lat },
  className,
  children,
}: {
  engine: MapEngine;
  device: RoadsideDevice;
  className: string;
  children: ReactNode;
}) {
  if (lon === null || lat === null) return null;
  const { x, y } = engine.project([lon, lat]);
  const below = y < 340;
  return (
    <div
      style={{
        left: Math.max(x, ASIDE_PX),
        top: y,
        transform: `translate(-50%, ${below ? '14px' : 'calc(-100% - 14px)'})`,
      }}
      className={cn('absolute w-72 rounded-md border border-edge bg-panel shadow-float', className)}
    >
      {children}
    </div>
  );
}

function Name({ device }: { device: RoadsideDevice }) {
  return (
    <p className="flex min-w-0 items-center gap-1.5 font-medium">
      <DeviceMark kind={device.kind} />
      <span className="truncate">{device.name}</span>
    </p>
  );
}

function Facts({ device }: { device: RoadsideDevice }) {
  const t = useTranslations();
  const placeText = usePlaceText();
  const { lon, lat } = device;
  return (
    <FactList
      facts={[
        [t('devices.column.kind'), t(`roadside.kind.${device.kind}`)],
        [t('devices.column.code'), device.code],
        [t('devices.column.road'), placeText(device, device.roadCode)],
        [t('roadside.position'), lon !== null && lat !== null && formatLonLat(lon, lat)],
        [t('roadside.maker'), device.maker],
        [t('roadside.remark'), device.remark],
      ]}
    />
  );
}

function Nearby({ deviceId, onPlay }: Pick<CardProps, 'deviceId' | 'onPlay'>) {
  const t = useTranslations('roadside');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const openWall = useOpenWall();
  const mayWall = useMay('walls.view');
  const { data, error } = useQuery(trpc.roadside.nearby.queryOptions({ id: deviceId }));
  const cameras = data?.items ?? [];
  const hint = t('nearbyHint', { metres: NEARBY_M, kilometres: NEARBY_ON_ROAD_M / 1000 });
  return (
    <section aria-label={t('nearby')} className="border-t pt-2">
      <p className="flex items-center justify-between text-sm">
        <span title={hint}>
          {t('nearby')} <span className="text-quiet">{t('around', { count: cameras.length })}</span>
        </span>
        {mayWall && cameras.length > 0 && (
          <Button look="quiet" icon="wall" onClick={() => openWall(cameras.map(({ id }) => id))}>
            {t('wall')}
          </Button>
        )}
      </p>
      {error !== null && <p className="text-alarm text-sm">{errorText(error)}</p>}
      {data !== undefined && cameras.length === 0 && (
        <p className="text-quiet text-sm">
          {t('noNearby')} · {hint}
        </p>
      )}
      <ul className="scroll-area flex max-h-40 flex-col">
        {cameras.map((camera) => (
          <NearbyRow key={camera.id} camera={camera} onPlay={onPlay} />
        ))}
      </ul>
    </section>
  );
}

function NearbyRow({
  camera: { id, name, status, distanceM },
  onPlay,
}: {
  camera: NearbyCamera;
  onPlay: (cameraId: string) => void;
}) {
  const t = useTranslations('roadside');
  const distance = `${Math.round(distanceM)} m`;
  return (
    <li>
      <button
        type="button"
        aria-label={t('play', { name, distance })}
        onClick={() => onPlay(id)}
        className="flex h-7 w-full items-center gap-1.5 rounded px-1 text-left text-sm hover:bg-hover"
      >
        <StatusMark status={status} className="size-2.5" />
        <span className="min-w-0 flex-1 truncate" title={name}>
          {name}
        </span>
        <span className="text-quiet text-xs">{distance}</span>
      </button>
    </li>
  );
}
