'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { EventItem } from '../../../../server/events/schema.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { cn } from '../../../_ui/cn.ts';
import { Icon } from '../../../_ui/icons.tsx';
import { useEventActs } from '../../events/queries.ts';
import { useMay } from '../../session/current-user.tsx';

/** Over the picture of an event cell: what happened, when, and who takes it. */
export function EventStrip({ event }: { event: EventItem }) {
  const mayHandle = useMay('events.handle');
  return <EventText event={event}>{mayHandle && <Acknowledge id={event.id} />}</EventText>;
}

function EventText({ event, children }: { event: EventItem; children: ReactNode }) {
  const t = useTranslations('events');
  const times = useTimes();
  const { kind, severity, raisedAt, count, remark, id } = event;
  return (
    <div
      data-event={id}
      className={cn(
        'absolute inset-x-0 top-8 z-10 mx-1.5 flex items-center gap-2 rounded-sm border-l-4 bg-black/75 px-2 py-1 text-white text-xs',
        severity === 'critical' ? 'border-alarm' : 'border-fault',
      )}
    >
      <Icon name="event" className="size-3.5 shrink-0" />
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{t(`kinds.${kind}`)}</span>
        {remark !== null && ` · ${remark}`}
        {count > 1 && ` ×${count}`}
        <span className="text-white/75"> · {times.clock(raisedAt)}</span>
      </span>
      {children}
    </div>
  );
}

function Acknowledge({ id }: { id: string }) {
  const t = useTranslations('events');
  const { acknowledge } = useEventActs();
  return (
    <button
      type="button"
      disabled={acknowledge.isPending}
      onClick={() => acknowledge.mutate({ ids: [id] })}
      className="shrink-0 rounded-sm border border-white/50 px-1.5 hover:bg-white/20"
    >
      {t('acknowledge')}
    </button>
  );
}
