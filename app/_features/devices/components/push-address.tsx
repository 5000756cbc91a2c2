'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { CopyLine } from '../../../_ui/copy-line.tsx';
import { FormError } from '../../../_ui/field.tsx';

const DEFAULT_RTMP_PORT = 1935;

/** Where a device publishes to. The key is asked for on purpose, because every look at it is written down. */
export function PushAddress({ cameraId }: { cameraId: string }) {
  const t = useTranslations('devices.push');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const reveal = useMutation(trpc.cameras.revealPublishKey.mutationOptions());
  if (reveal.data === undefined) {
    return (
      <div className="flex flex-col items-start gap-3">
        <Button
          icon="key"
          busy={reveal.isPending}
          onClick={() => reveal.mutate({ id: cameraId, quality: 'main' })}
        >
          {t('reveal')}
        </Button>
        <FormError>{reveal.error !== null && errorText(reveal.error)}</FormError>
      </div>
    );
  }
  const { path, host, rtmpPort } = reveal.data;
  const port = rtmpPort ?? DEFAULT_RTMP_PORT;
  const origin = `rtmp://${host ?? window.location.hostname}${port === DEFAULT_RTMP_PORT ? '' : `:${port}`}`;
  const cut = path.lastIndexOf('/');
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-quiet">{t('note')}</p>
      <CopyLine label={t('whole')} value={`${origin}${path}`} />
      <CopyLine label={t('server')} value={`${origin}${path.slice(0, cut)}`} />
      <CopyLine label={t('key')} value={path.slice(cut + 1)} />
    </div>
  );
}
