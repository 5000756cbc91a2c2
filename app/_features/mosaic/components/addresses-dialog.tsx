'use client';
import { useTranslations } from 'use-intl';
import { MOSAIC_LIMITS } from '../../../../server/mosaics/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { Button } from '../../../_ui/button.tsx';
import { CopyLine } from '../../../_ui/copy-line.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { FormError } from '../../../_ui/field.tsx';
import { decoderAddresses } from '../addresses.ts';
import { useCloseMosaic, useShareMosaic } from '../queries.ts';

type AddressesDialogProps = {
  viewId: string;
  name: string;
  exists: boolean;
  onClose: () => void;
};

/** Addresses to copy. They are asked for on purpose, since whoever has one needs no account. */
export function AddressesDialog({ viewId, name, exists, onClose }: AddressesDialogProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const share = useShareMosaic();
  const close = useCloseMosaic();
  const error = share.error ?? close.error;
  return (
    <Dialog
      title={t('mosaic.addressesTitle', { name })}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-160"
    >
      <div className="flex flex-col gap-4">
        <p className="text-quiet text-sm">
          {t('mosaic.addressesHint', { days: MOSAIC_LIMITS.addressDays })}
        </p>
        {share.data === undefined || close.isSuccess ? (
          <Button
            icon="key"
            className="self-start"
            busy={share.isPending}
            onClick={() => {
              close.reset();
              share.mutate({ viewId });
            }}
          >
            {t('mosaic.reveal')}
          </Button>
        ) : (
          <Addresses shared={share.data} />
        )}
        {(exists || share.data !== undefined) && !close.isSuccess && (
          <div className="flex flex-col items-start gap-1 border-t pt-3">
            <Button look="danger" busy={close.isPending} onClick={() => close.mutate({ viewId })}>
              {t('mosaic.close')}
            </Button>
            <p className="text-quiet text-xs">{t('mosaic.closeHint')}</p>
          </div>
        )}
        {close.isSuccess && <p role="status">{t('mosaic.closed')}</p>}
        <FormError>{error !== null && errorText(error)}</FormError>
      </div>
    </Dialog>
  );
}

function Addresses({ shared }: { shared: NonNullable<ReturnType<typeof useShareMosaic>['data']> }) {
  const t = useTranslations('mosaic');
  const times = useTimes();
  return (
    <div className="flex flex-col gap-3">
      {decoderAddresses(shared, window.location.hostname).map(({ name, url }) => (
        <CopyLine key={name} label={name} value={url} />
      ))}
      <p className="text-quiet text-xs">{t('until', { time: times.dateTime(shared.expiresAt) })}</p>
    </div>
  );
}
