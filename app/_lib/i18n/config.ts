/** The languages of the console, and the cookies in which a browser remembers language and theme. */
const LOCALES = ['zh', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
const DEFAULT_LOCALE: Locale = 'zh';

export const THEMES = ['dark', 'light', 'system'] as const;
export type Theme = (typeof THEMES)[number];
const DEFAULT_THEME: Theme = 'dark';

export const LOCALE_COOKIE = 'lukou-locale';
export const THEME_COOKIE = 'lukou-theme';

export function toLocale(value: string | undefined): Locale {
  return LOCALES.find((locale) => locale === value) ?? DEFAULT_LOCALE;
}

export function toTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? DEFAULT_THEME;
}
