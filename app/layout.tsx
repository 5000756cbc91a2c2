import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { LOCALE_COOKIE, THEME_COOKIE, toLocale, toTheme } from './_lib/i18n/config.ts';
import { errorsOf } from './_lib/i18n/errors.ts';
import { messagesOf } from './_lib/i18n/messages.ts';
import { MessagesProvider } from './_lib/i18n/provider.tsx';
import { ApiProvider } from './_lib/trpc/provider.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: '路口 Lukou', template: '%s · 路口 Lukou' },
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = toLocale(jar.get(LOCALE_COOKIE)?.value);
  const theme = toTheme(jar.get(THEME_COOKIE)?.value);
  const nonce = head.get('x-nonce') ?? undefined;
  // The server says it with each request; without our server there is none.
  const timeZone = head.get('x-time-zone') ?? 'UTC';
  return (
    <html
      lang={locale === 'zh' ? 'zh-CN' : 'en'}
      data-theme={theme === 'light' ? 'light' : 'dark'}
      data-theme-choice={theme}
      suppressHydrationWarning
    >
      <body>
        {theme === 'system' && <script src="/theme.js" nonce={nonce} suppressHydrationWarning />}
        <MessagesProvider
          locale={locale}
          messages={messagesOf(locale)}
          errors={errorsOf(locale)}
          timeZone={timeZone}
        >
          <ApiProvider>{children}</ApiProvider>
        </MessagesProvider>
      </body>
    </html>
  );
}
