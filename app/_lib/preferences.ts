import { LOCALE_COOKIE, type Locale, THEME_COOKIE, type Theme } from './i18n/config.ts';

const YEAR_S = 365 * 24 * 3600;

function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where the console is reached over plain http
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
}

/** Remembers the language for the next page; the caller refreshes this one. */
export function rememberLocale(locale: Locale): void {
  setCookie(LOCALE_COOKIE, locale);
}

function systemTheme(): 'dark' | 'light' {
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

/** Puts the theme on the page at once and remembers it. */
export function applyTheme(theme: Theme): void {
  setCookie(THEME_COOKIE, theme);
  document.documentElement.dataset.theme = theme === 'system' ? systemTheme() : theme;
  document.documentElement.dataset.themeChoice = theme;
}
