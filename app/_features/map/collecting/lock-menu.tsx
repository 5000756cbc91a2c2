'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Selection } from '../../../../server/cameras/schema.ts';
import { LOCK_MINUTES, type LockedMany } from '../../../../server/ptz/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { LONG, useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useMay } from '../../session/current-user.tsx';

/** Locks what can be steered among the chosen cameras, or gives it back; names what others hold. */
export function LockMenu({ selection }: { selection: Selection }) {
  const t = useTranslations('map.select');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const [refused, setRefused] = useState<LockedMany['refused']>([]);
  const failed = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const lock = useMutation(
    trpc.ptz.lockMany.mutationOptions({
      ...LONG,
      onError: failed,
      onSuccess: ({ locked, refused: held }) => {
        setRefused(held);
        const none = locked === 0 && held.length === 0;
        showToast({ tone: 'plain', text: none ? t('noneToLock') : t('locked', { count: locked }) });
      },
    }),
  );
  const unlock = useMutation(
    trpc.ptz.unlockMany.mutationOptions({
      ...LONG,
      onError: failed,
      onSuccess: ({ unlocked }) =>
        showToast({ tone: 'plain', text: t('unlocked', { count: unlocked }) }),
    }),
  );
  if (!useMay('ptz.move')) return null;
  const times = LOCK_MINUTES.map((minutes) => ({
    id: String(minutes),
    label: t('lockMinutes', { minutes }),
    onSelect: () => lock.mutate({ selection, minutes }),
  }));
  const back = { id: 'unlock', label: t('unlock'), onSelect: () => unlock.mutate({ selection }) };
  return (
    <>
      <Menu
        label={t('lock')}
        side="up-left"
        items={[...times, back]}
        trigger={(props) => (
          <Button {...props} icon="lock" busy={lock.isPending || unlock.isPending}>
            {t('lock')}
          </Button>
        )}
      />
      {refused.length > 0 && <Refused refused={refused} onClose={() => setRefused([])} />}
    </>
  );
}

type RefusedProps = { refused: LockedMany['refused']; onClose: () => void };

function Refused({ refused, onClose }: RefusedProps) {
  const t = useTranslations('map.select');
  const close = useTranslations('common')('close');
  return (
    <Dialog
      title={t('lockRefused', { count: refused.length })}
      closeLabel={close}
      onClose={onClose}
      footer={<Button onClick={onClose}>{close}</Button>}
    >
      <ul className="divide-y">
        {refused.map(({ cameraId, name, holder }) => (
          <li key={cameraId} className="truncate py-1">
            {t('lockHolder', { name, holder })}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
