'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PtzState } from '../../../../server/ptz/schema.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { usePtzMoves } from '../queries.ts';

/** Who moved it last; opened, the last 50. */
export function MoveLog({ state }: { state: PtzState }) {
  const t = useTranslations('ptz');
  const times = useTimes();
  const [open, setOpen] = useState(false);
  const { lastMove, cameraId } = state;
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="text-quiet text-xs"
    >
      <summary className="cursor-pointer">
        {lastMove === null
          ? t('neverMoved')
          : t('lastMove', { name: lastMove.name, time: times.dateTime(lastMove.at) })}
      </summary>
      {open && <Moves key={lastMove?.at.getTime()} cameraId={cameraId} time={times.dateTime} />}
    </details>
  );
}

function Moves({ cameraId, time }: { cameraId: string; time: (at: Date) => string }) {
  const t = useTranslations('ptz.acts');
  const moves = usePtzMoves(cameraId);
  return (
    <ol className="mt-1 flex flex-col gap-0.5">
      {moves.data?.items.map(({ id, at, username, what, detail }) => (
        <li key={id} className="flex gap-2">
          <span className="tabular-nums">{time(at)}</span>
          <span className="text-text">{username}</span>
          <span className="truncate">
            {t(what)} {detail}
          </span>
        </li>
      ))}
    </ol>
  );
}
