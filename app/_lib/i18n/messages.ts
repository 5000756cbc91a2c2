import type { Locale } from './config.ts';
import { en } from './messages/en.ts';
import { zh } from './messages/zh.ts';

/** Chinese is written first; every other language must have the same keys or it does not compile. */
export type Messages = typeof zh;

const MESSAGES: Record<Locale, Messages> = { zh, en };

export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale];
}
