'use client';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import type { Locale } from './config.ts';
import type { Messages } from './messages.ts';
import { ErrorTableContext } from './use-error-text.ts';

/**
 * The page brings the words of one language; the script bundle carries none. Dates are written by our
 * own formatters in local time, so the time zone given here only keeps the library quiet.
 */
export function MessagesProvider({
  locale,
  messages,
  errors,
  children,
}: {
  locale: Locale;
  messages: Messages;
  errors: Record<string, string>;
  children: ReactNode;
}) {
  return (
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      <ErrorTableContext value={errors}>{children}</ErrorTableContext>
    </IntlProvider>
  );
}
