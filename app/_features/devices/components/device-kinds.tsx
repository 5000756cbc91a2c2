'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { ImportSubject } from '../../../../server/imports/schema.ts';
import { cn } from '../../../_ui/cn.ts';

const PAGES = { cameras: '/devices', roadside: '/devices/roadside' } as const;

/** Heading of the device pages, and the way from one to the other. */
export function DeviceKinds({ kind }: { kind: ImportSubject }) {
  const t = useTranslations();
  const names = { cameras: t('roadside.cameras'), roadside: t('roadside.page') };
  return (
    <>
      <h1 className="sr-only">{t('devices.title')}</h1>
      <nav aria-label={t('roadside.pages')} className="mr-2 flex gap-1">
        {(['cameras', 'roadside'] as const).map((page) => (
          <Link
            key={page}
            href={PAGES[page]}
            aria-current={page === kind ? 'page' : undefined}
            className={cn(
              'flex h-7 items-center rounded-md px-2 text-sm',
              page === kind
                ? 'bg-selected font-medium text-text'
                : 'text-quiet hover:bg-hover hover:text-text',
            )}
          >
            {names[page]}
          </Link>
        ))}
      </nav>
    </>
  );
}
