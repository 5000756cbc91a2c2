'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { EventItem } from '../../../../server/events/schema.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { FactList } from '../../../_ui/fact-list.tsx';
import { Icon, type IconName } from '../../../_ui/icons.tsx';
import { LivePicture } from '../../live/components/live-picture.tsx';
import { usePlaceText } from '../../map/format.ts';
import { useMay } from '../../session/current-user.tsx';
import { SeverityMark } from './severity-mark.tsx';

type EventDetailsProps = {
  event: EventItem;
  onAcknowledge: () => void;
  onClose: () => void;
};

/** One event whole: its camera live, what was told, who did what. */
export function EventDetails({ event, onAcknowledge, onClose }: EventDetailsProps) {
  const t = useTranslations('events');
  const mayHandle = useMay('events.handle');
  const { cameraId, name, kind, severity, state } = event;
  return (
    <div className="flex flex-col gap-3 p-3">
      <h2 className="flex items-center gap-2 font-semibold">
        <span className="min-w-0 flex-1 truncate" title={name}>
          {t(`kinds.${kind}`)} · {name}
        </span>
        <SeverityMark severity={severity} />
      </h2>
      {cameraId !== null && <CameraOf cameraId={cameraId} name={name} />}
      {mayHandle && state !== 'closed' && (
        <div className="flex gap-2">
          {state === 'new' && (
            <Button look="primary" icon="check" className="flex-1" onClick={onAcknowledge}>
              {t('acknowledge')}
            </Button>
          )}
          <Button className="flex-1" onClick={onClose}>
            {t('close')}
          </Button>
        </div>
      )}
      <Facts event={event} />
    </div>
  );
}

function CameraOf({ cameraId, name }: { cameraId: string; name: string }) {
  const t = useTranslations('events');
  const mayPlay = useMay('live.play');
  const mayWall = useMay('walls.view');
  return (
    <>
      {mayPlay && (
        <section
          aria-label={t('live')}
          className="relative aspect-video overflow-hidden rounded-md bg-page"
        >
          <LivePicture key={cameraId} cameraId={cameraId} name={name} quality="sub" stats={false} />
        </section>
      )}
      <p className="flex gap-4 text-sm">
        <Way href={`/?camera=${cameraId}`} icon="map" text={t('onMap')} />
        {mayWall && <Way href={`/wall?add=${cameraId}`} icon="wall" text={t('onWall')} />}
      </p>
    </>
  );
}

function Way({ href, icon, text }: { href: string; icon: IconName; text: string }) {
  return (
    <Link href={href} className="inline-flex items-center gap-1.5 text-accent hover:underline">
      <Icon name={icon} className="size-3.5" />
      {text}
    </Link>
  );
}

function Facts({ event }: { event: EventItem }) {
  const t = useTranslations('events');
  const times = useTimes();
  const placeText = usePlaceText();
  const trpc = useTRPC();
  const details = useQuery(trpc.events.get.queryOptions({ id: event.id }));
  const by = (name: string | null, at: Date | null) =>
    name !== null && at !== null ? t('by', { name, time: times.dateTime(at) }) : null;
  const end = event.endedAt === null ? null : times.dateTime(event.endedAt);
  const raw = details.data?.raw;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('state'), t(`states.${event.state}`)],
    [t('place'), placeText(event, event.roadCode)],
    [t('at'), times.dateTime(event.raisedAt)],
    [t('deviceAt'), event.deviceAt && times.dateTime(event.deviceAt)],
    [t('lastAt'), event.count > 1 && times.dateTime(event.lastAt)],
    [t('ended'), event.ongoing ? t('ongoing') : end],
    [t('count'), event.count > 1 && event.count],
    [t('source'), t(`sources.${event.source}`)],
    [t('topic'), event.topic],
    [t('states.acknowledged'), by(event.acknowledgedBy, event.acknowledgedAt)],
    [t('states.closed'), by(event.closedBy, event.closedAt)],
    [t('remark'), event.remark],
  ];
  return (
    <>
      <FactList facts={facts} />
      {raw !== null && raw !== undefined && (
        <details className="text-sm">
          <summary className="cursor-pointer text-quiet">{t('raw')}</summary>
          <pre className="mt-1 whitespace-pre-wrap break-words font-mono text-xs">
            {JSON.stringify(raw, null, 2)}
          </pre>
        </details>
      )}
    </>
  );
}
