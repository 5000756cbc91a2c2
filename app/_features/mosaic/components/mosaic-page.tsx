'use client';
import Link from 'next/link';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { ErrorState } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useWallView } from '../../wall/queries.ts';
import { useMosaicState } from '../queries.ts';
import { AddressesDialog } from './addresses-dialog.tsx';
import { MosaicCost } from './mosaic-cost.tsx';
import { MosaicPicture } from './mosaic-picture.tsx';

/** A saved wall as one stream, on a page that fits phones: the picture, what it costs, addresses for decoders. */
export function MosaicPage({ viewId }: { viewId: string }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const view = useWallView(viewId);
  const state = useMosaicState(viewId);
  const mayShare = useMay('mosaics.share');
  const [sharing, setSharing] = useState(false);
  const error = view.error ?? state.error;
  const name = view.data?.name ?? '';
  return (
    <main aria-label={t('mosaic.title')} className="flex h-dvh flex-col bg-page">
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-3 py-1.5">
        <h1 className="min-w-0 truncate font-semibold">{name || t('mosaic.title')}</h1>
        <div className="ml-auto flex items-center gap-2">
          {mayShare && state.data !== undefined && (
            <Button icon="copy" onClick={() => setSharing(true)}>
              {t('mosaic.addresses')}
            </Button>
          )}
          <Link
            href={`/wall/${encodeURIComponent(viewId)}`}
            className="text-accent text-sm hover:underline"
          >
            {t('mosaic.toWall')}
          </Link>
        </div>
      </header>
      {error === null ? (
        <MosaicPicture viewId={viewId} name={name} />
      ) : (
        <ErrorState className="flex-1" message={errorText(error)} retryLabel={t('common.retry')} />
      )}
      {state.data !== undefined && (
        <footer className="max-h-[30%] shrink-0 overflow-y-auto border-t bg-panel px-3 py-1.5">
          <MosaicCost state={state.data} />
        </footer>
      )}
      {sharing && (
        <AddressesDialog
          viewId={viewId}
          name={name}
          exists={state.data?.exists ?? false}
          onClose={() => setSharing(false)}
        />
      )}
    </main>
  );
}
