'use client';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import type { CurrentSession } from '../../../../server/session/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { applyTheme, rememberLocale } from '../../../_lib/preferences.ts';
import { ErrorState } from '../../../_ui/states.tsx';
import { CurrentUserProvider } from '../current-user.tsx';
import { useCurrentSession } from '../queries.ts';

function wayIn(session: CurrentSession, from: string): string | null {
  if (session.user === null)
    return from === '/' ? '/sign-in' : `/sign-in?from=${encodeURIComponent(from)}`;
  return session.user.mustChangePassword ? '/change-password' : null;
}

/** Lets signed-in people through; everyone else is sent to the door they need. */
export function SessionGate({ children }: { children: ReactNode }) {
  const t = useTranslations('common');
  const router = useRouter();
  const pathname = usePathname();
  const errorText = useErrorText();
  const { data, error, refetch } = useCurrentSession();
  const away = data === undefined ? null : wayIn(data, pathname);

  useEffect(() => {
    if (away !== null) router.replace(away);
  }, [away, router]);
  useStoredPreferences(data?.user ?? null);

  if (data === undefined && error !== null) {
    return (
      <main className="grid h-dvh place-items-center">
        <ErrorState
          message={errorText(error)}
          retryLabel={t('retry')}
          onRetry={() => void refetch()}
        />
      </main>
    );
  }
  if (data === undefined || data.user === null || away !== null) {
    return <div className="h-dvh" role="status" aria-label={t('loading')} />;
  }
  return (
    <CurrentUserProvider user={data.user} site={data.site}>
      {children}
    </CurrentUserProvider>
  );
}

/** A person's language and theme follow them to a browser that has others in its cookies. */
function useStoredPreferences(user: CurrentSession['user']): void {
  const router = useRouter();
  const locale = user?.locale ?? null;
  const theme = user?.theme ?? null;
  useEffect(() => {
    if (theme !== null && document.documentElement.dataset.themeChoice !== theme) applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (locale === null) return;
    const shown = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
    if (shown === locale) return;
    rememberLocale(locale);
    router.refresh();
  }, [locale, router]);
}
