'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { cn } from '../../../_ui/cn.ts';
import { Icon } from '../../../_ui/icons.tsx';
import { ErrorState } from '../../../_ui/states.tsx';
import { SYSTEM_PAGES, useSystemPages } from '../pages.ts';

/** System pages beside their list; a page somebody has no right to says so instead of failing. */
export function SystemFrame({ children }: { children: ReactNode }) {
  const t = useTranslations();
  const codeText = useCodeText();
  const pathname = usePathname();
  const pages = useSystemPages();
  const allowed = pages.some((page) => SYSTEM_PAGES[page].href === pathname);
  return (
    <div className="flex h-full">
      <nav
        aria-label={t('system.pages')}
        className="flex w-44 shrink-0 flex-col gap-0.5 border-r bg-panel p-2"
      >
        <p className="px-2 py-2 text-sm text-quiet">{t('system.title')}</p>
        {pages.map((page) => {
          const { href, icon } = SYSTEM_PAGES[page];
          const current = href === pathname;
          return (
            <Link
              key={page}
              href={href}
              aria-current={current ? 'page' : undefined}
              className={cn(
                'flex h-8 items-center gap-2 rounded-md px-2',
                current ? 'bg-selected text-text' : 'text-quiet hover:bg-hover hover:text-text',
              )}
            >
              <Icon name={icon} />
              {t(`system.${page}`)}
            </Link>
          );
        })}
      </nav>
      <main className="flex min-w-0 flex-1 flex-col">
        {allowed ? (
          children
        ) : (
          <ErrorState
            className="h-full"
            message={codeText('rights.missing')}
            retryLabel={t('common.retry')}
          />
        )}
      </main>
    </div>
  );
}
