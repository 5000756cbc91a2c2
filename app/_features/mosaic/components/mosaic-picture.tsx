'use client';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import type { PlayerState } from '../../../_player/state.ts';
import { Button } from '../../../_ui/button.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Chip, RetryCountdown } from '../../live/components/player-notice.tsx';
import { useMosaicPlayer } from '../use-mosaic-player.ts';

/** The picture itself, and why it does not come. */
export function MosaicPicture({ viewId, name }: { viewId: string; name: string }) {
  const t = useTranslations('mosaic');
  const video = useRef<HTMLVideoElement>(null);
  const { state, retry } = useMosaicPlayer(video, viewId);
  return (
    <div className="relative flex min-h-0 flex-1 items-center justify-center bg-black">
      <video
        ref={video}
        aria-label={t('picture', { name })}
        className="max-h-full w-full object-contain"
        muted
        playsInline
        tabIndex={-1}
      />
      <Notice state={state} onRetry={retry} />
      <IconButton
        icon="expand"
        label={t('fullScreen')}
        className="absolute right-2 bottom-2 bg-black/50 text-white hover:bg-black/70 hover:text-white"
        onClick={() => enlarge(video.current)}
      />
    </div>
  );
}

/** iPhones enlarge videos and nothing else, by a call of their own. */
function enlarge(video: (HTMLVideoElement & { webkitEnterFullscreen?: () => void }) | null): void {
  if (video?.requestFullscreen)
    void video.requestFullscreen().catch(() => undefined); // the browser said no
  else video?.webkitEnterFullscreen?.();
}

function Notice({ state, onRetry }: { state: PlayerState; onRetry: () => void }) {
  const t = useTranslations('live');
  const codeText = useCodeText();
  switch (state.name) {
    case 'playing':
      return null;
    case 'idle':
      return <Chip text={t('idle')} />;
    case 'connecting':
      return <Chip text={t('connecting')} waiting />;
    case 'stalled':
      return <Chip text={t('stalled')} waiting />;
    case 'failed':
      return (
        <div
          role="alert"
          data-failure-code={state.failure.code}
          className="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-black/75 p-3 text-center text-white"
        >
          <p className="font-medium text-sm">{codeText(state.failure.code)}</p>
          <div className="flex items-center gap-2">
            {state.nextAttemptAt !== null && <RetryCountdown at={state.nextAttemptAt} />}
            <Button look="quiet" icon="retry" className="text-white" onClick={onRetry}>
              {t('retryNow')}
            </Button>
          </div>
        </div>
      );
  }
}
