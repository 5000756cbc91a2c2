'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { EmptyState } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';

/** A site without cameras: says so, and leads whoever may to where they are added. */
export function EmptySite() {
  const t = useTranslations('map');
  const mayEdit = useMay('cameras.edit');
  return (
    <div className="absolute top-1/2 left-1/2 -translate-x-1/2 -translate-y-1/2 rounded-lg border border-edge bg-panel">
      <EmptyState icon="camera" title={t(mayEdit ? 'emptySite' : 'emptyTree')}>
        {mayEdit && (
          <Link href="/devices" className="text-accent hover:underline">
            {t('addCamera')}
          </Link>
        )}
      </EmptyState>
    </div>
  );
}
