'use client';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useSendToScreen } from '../send-store.ts';

type SendCameraProps = { cameraId: string; name: string; size?: 'sm'; className?: string };

/** On the picture of a camera: puts it on a physical screen. */
export function SendCamera({ cameraId, name, size, className }: SendCameraProps) {
  const t = useTranslations('screens');
  const send = useSendToScreen();
  if (send === null) return null;
  return (
    <IconButton
      icon="screen"
      label={t('sendTo')}
      {...(size !== undefined && { size })}
      {...(className !== undefined && { className })}
      onClick={() => send({ what: { kind: 'camera', cameraId }, name })}
    />
  );
}
