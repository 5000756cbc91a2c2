import type { Locale } from './config.ts';
import type { zh } from './messages/zh.ts';

declare module 'use-intl' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged into the library's own
  interface AppConfig {
    Locale: Locale;
    Messages: typeof zh;
  }
}
