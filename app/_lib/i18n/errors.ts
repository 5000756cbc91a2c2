import type { Locale } from './config.ts';
import { errorsEn } from './messages/errors/en.ts';
import { errorsZh } from './messages/errors/zh.ts';

/** One sentence per stable error code. */
export type ErrorTable = Record<keyof typeof errorsZh, string>;

const TABLES: Record<Locale, ErrorTable> = { zh: errorsZh, en: errorsEn };

export function errorsOf(locale: Locale): ErrorTable {
  return TABLES[locale];
}
