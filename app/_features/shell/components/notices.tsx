'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { EmptyState } from '../../../_ui/states.tsx';

export function NotFoundNotice() {
  const t = useTranslations('shell');
  return (
    <main className="grid h-dvh place-items-center">
      <EmptyState icon="map" title={t('notFound')}>
        <Link href="/" className="text-accent hover:underline">
          {t('toMap')}
        </Link>
      </EmptyState>
    </main>
  );
}

export function CrashNotice({
  digest,
  onRetry,
}: {
  digest: string | undefined;
  onRetry: () => void;
}) {
  const t = useTranslations();
  return (
    <main className="grid h-full min-h-60 place-items-center" role="alert">
      <EmptyState icon="info" title={t('shell.crashed')}>
        {digest !== undefined && <code className="text-xs text-faint">{digest}</code>}
        <Button icon="retry" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      </EmptyState>
    </main>
  );
}
