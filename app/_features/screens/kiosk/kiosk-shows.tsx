'use client';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PatrolCamera } from '../../../../server/patrols/schema.ts';
import type { ScreenOrder } from '../../../../server/screens/schema.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { EmptyState } from '../../../_ui/states.tsx';
import { usePlaceText } from '../../map/format.ts';
import { CurrentUserProvider } from '../../session/current-user.tsx';
import { GivenCameras } from '../../wall/given-cameras.tsx';
import { GivenStyle } from '../../wall/given-style.ts';
import type { WallCamera } from '../../wall/use-wall-camera.ts';
import { KioskPatrol } from './kiosk-patrol.tsx';
import { KioskWall } from './kiosk-wall.tsx';
import { useBeat } from './use-beat.ts';

type Order = Extract<ScreenOrder, { state: 'enrolled' }>;

/** What was sent, with the screen's number over it while somebody looks for it. */
export function KioskShows({ order, at }: { order: Order; at: number }) {
  useBeat(order.version);
  return (
    <AsScreen order={order}>
      <div
        data-version={order.version}
        data-blank={order.blank}
        className="flex min-h-0 flex-1 flex-col bg-black"
      >
        {!order.blank && <Content order={order} />}
      </div>
      <Identity order={order} at={at} />
    </AsScreen>
  );
}

function Content({ order: { shows, version, name, number, events } }: { order: Order }) {
  const t = useTranslations('screens');
  const codeText = useCodeText();
  switch (shows.kind) {
    case 'wall':
      return <KioskWall key={version} layout={shows.layout} cells={shows.cells} events={events} />;
    case 'patrol':
      return (
        <KioskPatrol
          key={`${version}/${shows.program.version}`}
          program={shows.program}
          events={events}
        />
      );
    case 'unavailable':
      return (
        <EmptyState
          icon="block"
          title={t('unavailable', { name: shows.name })}
          className="flex-1 bg-page text-xl"
        >
          {codeText(shows.code)}
        </EmptyState>
      );
    case 'none':
      return (
        <EmptyState
          icon="screen"
          title={t('screen', { number, name })}
          className="flex-1 bg-page text-xl"
        >
          {t('ready')}
        </EmptyState>
      );
  }
}

function Identity({ order, at }: { order: Order; at: number }) {
  const [shown, setShown] = useState(false);
  const { identifyForMs } = order;
  useEffect(() => {
    const leftMs = identifyForMs - (performance.now() - at);
    setShown(leftMs > 0);
    const timer = setTimeout(() => setShown(false), Math.max(0, leftMs));
    return () => clearTimeout(timer);
  }, [identifyForMs, at]);
  if (!shown) return null;
  return (
    <div
      role="status"
      data-identify={order.number}
      className="absolute inset-0 z-30 flex flex-col items-center justify-center bg-black/70 text-white"
    >
      <span className="font-semibold text-[50vh] leading-none">{order.number}</span>
      <span className="text-[6vh]">{order.name}</span>
    </div>
  );
}

/** Cells ask who looks and what they may know: here the screen itself, and what came with the order. */
function AsScreen({ order, children }: { order: Order; children: ReactNode }) {
  const placeText = usePlaceText();
  const { id, name, number, shows, cameras } = order;
  const known = useMemo(() => {
    const all =
      shows.kind === 'patrol'
        ? shows.program.entries.flatMap(({ camera }) => camera ?? [])
        : cameras;
    const entry = (camera: PatrolCamera): [string, WallCamera] => [
      camera.id,
      {
        state: 'known',
        name: camera.name,
        place: placeText(camera, camera.roadCode),
        status: camera.status,
      },
    ];
    return new Map(all.map(entry));
  }, [shows, cameras, placeText]);
  return (
    <CurrentUserProvider
      user={{
        id,
        username: `screen-${number}`,
        displayName: name,
        role: 'leader',
        permissions: ['cameras.view', 'live.play'],
        mustChangePassword: false,
        locale: null,
        theme: null,
      }}
      site={{ title: null, version: '', demo: false }}
    >
      <GivenCameras value={known}>
        <GivenStyle value={order.style}>{children}</GivenStyle>
      </GivenCameras>
    </CurrentUserProvider>
  );
}
