'use client';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import type { Locale } from './config.ts';
import type { Messages } from './messages.ts';
import { ErrorTableContext } from './use-error-text.ts';

/** The page brings the words of one language and the site's time zone; the script bundle carries neither. */
export function MessagesProvider({
  locale,
  messages,
  errors,
  timeZone,
  children,
}: {
  locale: Locale;
  messages: Messages;
  errors: Record<string, string>;
  timeZone: string;
  children: ReactNode;
}) {
  return (
    <IntlProvider locale={locale} messages={messages} timeZone={timeZone}>
      <ErrorTableContext value={errors}>{children}</ErrorTableContext>
    </IntlProvider>
  );
}
