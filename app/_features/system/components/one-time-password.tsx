'use client';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { CopyLine } from '../../../_ui/copy-line.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';

export function OneTimePassword({
  name,
  password,
  onClose,
}: {
  name: string;
  password: string;
  onClose: () => void;
}) {
  const t = useTranslations();
  return (
    <Dialog
      title={t('users.passwordOnce')}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('common.ok')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-quiet">{t('users.passwordOnceNote', { name })}</p>
        <CopyLine label={t('users.passwordOnce')} value={password} />
      </div>
    </Dialog>
  );
}
