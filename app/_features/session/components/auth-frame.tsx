'use client';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { rememberLocale } from '../../../_lib/preferences.ts';
import { Button } from '../../../_ui/button.tsx';
import { Picture } from '../../../_ui/picture.tsx';

/** The quiet page around the sign-in and password forms. */
export function AuthFrame({
  title,
  note,
  children,
}: {
  title: string;
  note?: string;
  children: ReactNode;
}) {
  const t = useTranslations('app');
  const router = useRouter();
  const other = useLocale() === 'zh' ? 'en' : 'zh';
  return (
    <main className="scroll-area grid h-dvh place-items-center bg-page p-4">
      <div className="flex w-84 max-w-full flex-col gap-6">
        <div className="flex items-center gap-3">
          <Picture src="/icon.svg" alt="" className="size-9" />
          <div>
            <p className="text-lg leading-tight font-semibold">{t('name')}</p>
            <p className="text-sm text-quiet">{t('tagline')}</p>
          </div>
          <Button
            look="quiet"
            icon="globe"
            className="ml-auto"
            lang={other === 'zh' ? 'zh-CN' : 'en'}
            onClick={() => {
              rememberLocale(other);
              router.refresh();
            }}
          >
            {other === 'zh' ? '中文' : 'English'}
          </Button>
        </div>
        <section className="rounded-lg border border-edge bg-panel p-6">
          <h1 className="mb-4 text-lg font-semibold">{title}</h1>
          {note !== undefined && <p className="mb-4 text-sm text-quiet">{note}</p>}
          {children}
        </section>
      </div>
    </main>
  );
}
