'use client';
import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'use-intl';
import { THEMES, type Theme, toTheme } from '../../../_lib/i18n/config.ts';
import { Menu } from '../../../_ui/menu.tsx';
import type { MenuItem } from '../../../_ui/menu-list.tsx';
import { useCurrentUser, useSite } from '../../session/current-user.tsx';
import { usePreferences, useSignOut } from '../../session/queries.ts';

const THEME_TEXT = { dark: 'themeDark', light: 'themeLight', system: 'themeSystem' } as const;

export function UserMenu() {
  const t = useTranslations();
  const locale = useLocale();
  const router = useRouter();
  const user = useCurrentUser();
  const site = useSite();
  const { setLocale, setTheme } = usePreferences();
  const signOut = useSignOut('here');
  const signOutEverywhere = useSignOut('everywhere');
  const theme: Theme = user.theme ?? toTheme(document.documentElement.dataset.themeChoice);

  const items: MenuItem[] = [
    {
      id: 'zh',
      label: '中文',
      icon: 'globe',
      checked: locale === 'zh',
      onSelect: () => setLocale('zh'),
    },
    {
      id: 'en',
      label: 'English',
      icon: 'globe',
      checked: locale === 'en',
      onSelect: () => setLocale('en'),
    },
    ...THEMES.map(
      (choice): MenuItem => ({
        id: choice,
        label: t(`shell.${THEME_TEXT[choice]}`),
        icon: choice === 'light' ? 'sun' : 'moon',
        checked: theme === choice,
        onSelect: () => setTheme(choice),
      }),
    ),
    {
      id: 'password',
      label: t('shell.changePassword'),
      icon: 'key',
      onSelect: () => router.push('/change-password'),
    },
    { id: 'out', label: t('shell.signOut'), icon: 'signOut', onSelect: () => signOut.mutate() },
    {
      id: 'everywhere',
      label: t('shell.signOutEverywhere'),
      icon: 'block',
      onSelect: () => signOutEverywhere.mutate(),
    },
  ];

  return (
    <Menu
      label={t('shell.account')}
      side="right-up"
      items={items}
      header={
        <>
          <p className="font-medium">{user.displayName}</p>
          <p className="text-xs text-quiet">
            {t(`roles.${user.role}`)} · {user.username}
          </p>
          <p className="text-xs text-faint">
            {t('shell.version', { version: site.version })}
            {site.demo && ` · ${t('shell.demo')}`}
          </p>
        </>
      }
      trigger={(props) => (
        <button
          {...props}
          type="button"
          aria-label={`${t('shell.account')} ${user.displayName}`}
          className="grid size-8 place-items-center rounded-full border border-edge bg-raised text-sm font-medium hover:bg-hover"
        >
          {[...user.displayName][0] ?? '·'}
        </button>
      )}
    />
  );
}
