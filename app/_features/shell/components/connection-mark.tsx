'use client';
import { useTranslations } from 'use-intl';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { Tooltip } from '../../../_ui/tooltip.tsx';
import { useConnection } from '../../changes/connection-store.ts';

const SHAPES = { live: 'online', waiting: 'unknown', lost: 'fault' } as const;
const TEXTS = {
  live: 'connectionLive',
  waiting: 'connectionWaiting',
  lost: 'connectionLost',
} as const;

/** Whether what is on the screen is kept up to date. */
export function ConnectionMark() {
  const t = useTranslations('shell');
  const state = useConnection((store) => store.state);
  const text = t(TEXTS[state]);
  return (
    <Tooltip text={text}>
      <span role="status" data-connection={state} className="grid size-7 place-items-center">
        <StatusMark status={SHAPES[state]} label={text} className="size-2.5" />
      </span>
    </Tooltip>
  );
}
