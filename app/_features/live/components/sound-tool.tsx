'use client';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { useSound } from '../sound-store.ts';

type SoundToolProps = { picture: string; size: 'sm' | 'md'; className?: string };

/** Turns the sound of one picture on, and how loud it is while it is on. */
export function SoundTool({ picture, size, className }: SoundToolProps) {
  const t = useTranslations('live');
  const heard = useSound((store) => store.heard === picture);
  const volume = useSound((store) => store.volume);
  const toggle = useSound((store) => store.toggle);
  const setVolume = useSound((store) => store.setVolume);
  return (
    <>
      <IconButton
        icon={heard ? 'sound' : 'mute'}
        size={size}
        label={t(heard ? 'mute' : 'unmute')}
        shortcut={useKey('sound')}
        aria-pressed={heard}
        className={className}
        onClick={() => toggle(picture)}
      />
      {heard && (
        <input
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={volume}
          aria-label={t('volume')}
          onChange={(event) => setVolume(event.target.valueAsNumber)}
          onPointerDown={(event) => event.stopPropagation()}
          className="h-4 w-14 accent-accent"
        />
      )}
    </>
  );
}
