'use client';
import { useTranslations } from 'use-intl';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { useCurrentUser } from '../../session/current-user.tsx';
import { useTalker } from '../queries.ts';
import { useTalkStore } from '../store.ts';

const CHIP =
  'pointer-events-auto flex max-w-full items-center gap-1.5 rounded-sm px-2 py-1 text-xs text-white';
const DARK = cn(CHIP, 'bg-black/80');
const BARS = [0.15, 0.3, 0.45, 0.6, 0.75] as const;

/** Over a picture: that one is on the air, why not, or who else is. */
export function TalkNotice({ cameraId }: { cameraId: string }) {
  return (
    <div
      role="status"
      data-talk-notice
      className="pointer-events-none absolute inset-x-2 top-10 z-10 flex justify-center"
    >
      <Chip cameraId={cameraId} />
    </div>
  );
}

function Chip({ cameraId }: { cameraId: string }) {
  const t = useTranslations();
  const codeText = useCodeText();
  const { id } = useCurrentUser();
  const own = useTalkStore((store) => (store.cameraId === cameraId ? store.state : null));
  const locked = useTalkStore((store) => store.locked);
  const dismiss = useTalkStore((store) => store.dismiss);
  const other = useTalker(cameraId);
  switch (own?.name) {
    case 'connecting':
      return <p className={DARK}>{t('talk.connecting')}</p>;
    case 'on-air':
      return (
        <p className={cn(CHIP, 'bg-alarm')} data-talk-on-air>
          <Icon name="talk" className="size-3.5" />
          {t(locked ? 'talk.onAirLocked' : 'talk.onAir')}
          <Level />
        </p>
      );
    case 'failed':
      return (
        <p className={DARK}>
          <Icon name="block" className="size-3.5 shrink-0" />
          {codeText(own.code, own.details)}
          <IconButton
            icon="close"
            size="sm"
            label={t('common.close')}
            className="text-white/85 hover:bg-white/20 hover:text-white"
            onClick={dismiss}
          />
        </p>
      );
    default:
      if (!other || other.userId === id) return null;
      return (
        <p className={DARK}>
          <Icon name="talk" className="size-3.5" />
          {t('talk.other', { name: other.name })}
        </p>
      );
  }
}

/** How loud the voice is. */
function Level() {
  const t = useTranslations('talk');
  const level = useTalkStore((store) => store.level);
  return (
    <>
      <meter min={0} max={1} value={level} aria-label={t('level')} className="sr-only" />
      <span aria-hidden="true" className="flex h-3 items-end gap-0.5">
        {BARS.map((bar) => (
          <span
            key={bar}
            style={{ height: `${bar * 100 + 25}%` }}
            className={cn('w-0.75 rounded-xs', level > bar ? 'bg-white' : 'bg-white/30')}
          />
        ))}
      </span>
    </>
  );
}
