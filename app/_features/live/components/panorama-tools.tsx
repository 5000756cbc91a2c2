'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { mayHaveGyroscope } from '../../../_player/panorama/gyroscope.ts';
import { ENLARGE_STEP } from '../../../_player/panorama/view.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useKey } from '../../keys/context.tsx';
import type { PanoramaMode } from '../use-panorama.ts';

type ToolsProps = { mode: PanoramaMode; size: 'sm' | 'md'; className?: string };

/** Looking around in an all-round picture by button, and the way to the flat picture and back. */
export function PanoramaTools({ mode, size, className }: ToolsProps) {
  const t = useTranslations('live.panorama');
  const { on, panorama, toggle } = mode;
  const keys = {
    straight: useKey('lookStraight'),
    wider: useKey('lookWider'),
    closer: useKey('lookCloser'),
    mode: useKey('panorama'),
  };
  const look = { size, className };
  return (
    <>
      {on && (
        <>
          <GyroscopeTool mode={mode} size={size} {...(className && { className })} />
          <IconButton
            {...look}
            icon="locate"
            label={t('straight')}
            shortcut={keys.straight}
            onClick={() => panorama.current?.straighten()}
          />
          <IconButton
            {...look}
            icon="zoomOut"
            label={t('zoomOut')}
            shortcut={keys.wider}
            onClick={() => panorama.current?.enlarge(1 / ENLARGE_STEP)}
          />
          <IconButton
            {...look}
            icon="zoomIn"
            label={t('zoomIn')}
            shortcut={keys.closer}
            onClick={() => panorama.current?.enlarge(ENLARGE_STEP)}
          />
        </>
      )}
      <IconButton
        {...look}
        icon="around"
        label={t(on ? 'off' : 'on')}
        shortcut={keys.mode}
        aria-pressed={on}
        onClick={toggle}
      />
    </>
  );
}

function GyroscopeTool({ mode: { panorama }, size, className }: ToolsProps) {
  const t = useTranslations('live.panorama');
  const [offered, setOffered] = useState(false);
  const [following, setFollowing] = useState(false);
  const showToast = useToasts((store) => store.show);
  useEffect(() => setOffered(mayHaveGyroscope()), []);
  if (!offered) return null;
  const toggle = async () => {
    if (following) panorama.current?.unfollow();
    setFollowing(!following);
    if (following) return;
    const failure = (await panorama.current?.follow()) ?? null;
    if (failure === null) return;
    setFollowing(false);
    showToast({ tone: 'error', text: t(`gyroscopeFailed.${failure}`) });
  };
  return (
    <IconButton
      icon="tilt"
      size={size}
      className={className}
      label={t(following ? 'gyroscopeOff' : 'gyroscope')}
      aria-pressed={following}
      onClick={() => void toggle()}
    />
  );
}
