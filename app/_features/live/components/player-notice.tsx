'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Quality } from '../../../../server/cameras/schema.ts';
import { useNow } from '../../../_lib/format/use-age.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import type { PlayerFailure } from '../../../_player/state.ts';
import { Button } from '../../../_ui/button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { brokenRung, RUNGS } from '../ladder.ts';
import { useLiveState } from '../queries.ts';
import type { PlayerView } from '../use-live-view.ts';

/** A picture normally comes well within this; after it the worker is asked what keeps it. */
const ASK_AFTER_MS = 2_500;

type NoticeProps = { cameraId: string; quality: Quality; view: PlayerView };

/** Says over the picture what the player is doing, and nothing while it plays. */
export function PlayerNotice({ cameraId, quality, view }: NoticeProps) {
  const t = useTranslations('live');
  const { state, pictured } = view;
  switch (state.name) {
    case 'playing':
      return null;
    case 'idle':
      return <Chip text={t('idle')} />;
    case 'connecting':
      return <Connecting cameraId={cameraId} quality={quality} view={view} />;
    case 'stalled':
      return <Chip text={t('stalled')} waiting />;
    case 'failed':
      // The first tries after a picture was there come quickly: its last frame stays, with a word on it.
      if (pictured && state.attempt <= 2) return <Chip text={t('stalled')} waiting />;
      return (
        <FailureSheet
          cameraId={cameraId}
          quality={quality}
          failure={state.failure}
          nextAttemptAt={state.nextAttemptAt}
          onRetry={view.retry}
        />
      );
  }
}

/** Connected to the worker, but the worker may know already why nothing comes. */
function Connecting({ cameraId, quality, view }: NoticeProps) {
  const t = useTranslations('live');
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const live = useLiveState(cameraId, quality, late);
  const failure = live.data?.failure;
  if (view.pictured || !failure) return <Chip text={t('connecting')} waiting />;
  const told: PlayerFailure = { code: failure.code, step: 'connect', final: false };
  return (
    <FailureSheet
      cameraId={cameraId}
      quality={quality}
      failure={told}
      nextAttemptAt={null}
      onRetry={view.retry}
    />
  );
}

/** What a player is doing, in a corner of its picture. */
export function Chip({ text, waiting = false }: { text: string; waiting?: boolean }) {
  return (
    <p
      role="status"
      className="absolute bottom-2 left-2 flex items-center gap-1.5 rounded-sm bg-black/60 px-2 py-0.5 text-xs text-white"
    >
      {waiting && <span className="waiting size-1.5 rounded-full bg-white" />}
      {text}
    </p>
  );
}

type FailureSheetProps = {
  cameraId: string;
  quality: Quality;
  failure: PlayerFailure;
  /** On the player's clock. */
  nextAttemptAt: number | null;
  onRetry: () => void;
};

function FailureSheet({ cameraId, quality, failure, nextAttemptAt, onRetry }: FailureSheetProps) {
  const t = useTranslations('live');
  const codeText = useCodeText();
  const live = useLiveState(cameraId, quality, failure.step !== 'ticket');
  const broken = brokenRung(failure.step, live.data);
  const code = live.data?.failure?.code ?? failure.code;
  return (
    <div
      role="alert"
      data-failure-code={code}
      data-on-picture
      className="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-black/75 p-3 text-center text-white @max-[15rem]:gap-0.5 @max-[15rem]:px-2 @max-[15rem]:pt-6 @max-[15rem]:pb-0"
    >
      <p className="text-sm font-medium @max-[15rem]:line-clamp-2 @max-[15rem]:text-xs">
        {codeText(code)}
      </p>
      <Ladder broken={broken} />
      <div className="flex items-center gap-2">
        {nextAttemptAt !== null && <RetryCountdown at={nextAttemptAt} />}
        <Button look="quiet" icon="retry" className="text-white" onClick={onRetry}>
          {t('retryNow')}
        </Button>
      </div>
    </div>
  );
}

/** One mark per step; the one that broke is named. */
function Ladder({ broken }: { broken: (typeof RUNGS)[number] }) {
  const t = useTranslations('live');
  const at = RUNGS.indexOf(broken);
  const look = (index: number) => {
    if (index === at) return 'size-2 rotate-45 bg-alarm';
    return index < at ? 'size-1.5 rounded-full bg-online' : 'size-1.5 rounded-full bg-white/25';
  };
  return (
    <div className="flex flex-col items-center gap-1" data-broken-step={broken}>
      <ol aria-label={t('whereItBroke')} className="flex items-center gap-1">
        {RUNGS.map((rung, index) => (
          <li
            key={rung}
            title={t(`step.${rung}`)}
            aria-current={index === at ? 'step' : undefined}
            className={look(index)}
          />
        ))}
      </ol>
      <p className="flex items-center gap-1 text-xs text-white/75">
        <Icon name="close" className="size-3" />
        {t(`step.${broken}`)}
      </p>
    </div>
  );
}

/** @param at on the player's clock */
export function RetryCountdown({ at }: { at: number }) {
  const t = useTranslations('live');
  useNow(500);
  const seconds = Math.max(0, Math.ceil((at - performance.now()) / 1000));
  return <span className="text-xs text-white/75">{t('retryIn', { seconds })}</span>;
}
