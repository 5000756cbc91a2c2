'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { PatrolPickInput } from '../../../../server/patrols/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { FormError } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useDraft } from '../draft-context.tsx';

type FoundProps = { pick: PatrolPickInput | null; onClose: () => void };

/** How many there are, and the button that takes them. */
export function FoundCameras({ pick, onClose }: FoundProps) {
  const t = useTranslations('patrol');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const addCameras = useDraft((draft) => draft.addCameras);
  const { data, error, isFetching } = useQuery(
    trpc.patrols.pick.queryOptions(pick ?? { ids: ['none'] }, {
      enabled: pick !== null,
      staleTime: 5_000,
    }),
  );
  const cameras = pick === null ? [] : (data?.cameras ?? []);
  const add = () => {
    const left = addCameras(cameras);
    if (left > 0) showToast({ tone: 'error', text: t('noRoom', { count: left }) });
    onClose();
  };
  return (
    <div className="flex items-center justify-between border-t pt-3">
      <FormError>{error === null ? null : errorText(error)}</FormError>
      <span role="status" className="text-quiet text-sm">
        {pick !== null &&
          !isFetching &&
          t(data?.more === true ? 'foundMore' : 'found', { count: cameras.length })}
      </span>
      <Button
        look="primary"
        busy={pick !== null && isFetching}
        disabled={cameras.length === 0}
        onClick={add}
      >
        {t('addFound', { count: cameras.length })}
      </Button>
    </div>
  );
}
