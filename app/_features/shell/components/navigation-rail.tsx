'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Icon, type IconName } from '../../../_ui/icons.tsx';
import { Picture } from '../../../_ui/picture.tsx';
import { useOpenEvents } from '../../events/open-store.ts';
import { useKey } from '../../keys/context.tsx';
import { useMay } from '../../session/current-user.tsx';
import { SYSTEM_PAGES, useSystemPages } from '../../system/pages.ts';
import { ConnectionMark } from './connection-mark.tsx';
import { UserMenu } from './user-menu.tsx';

type RailPage = {
  readonly href: string;
  readonly icon: IconName;
  readonly label: string;
  /** A page with tabs links to one of them, and is the current one on all. */
  readonly under?: string;
  /** Of what waits there. */
  readonly count?: number;
};

export function NavigationRail({ onHelp }: { onHelp: () => void }) {
  const t = useTranslations('shell');
  const helpKey = useKey('sheet');
  const pathname = usePathname();
  return (
    <nav
      aria-label={t('navigation')}
      className="z-30 flex w-14 shrink-0 flex-col items-center gap-1 border-r bg-rail py-2"
    >
      <Picture src="/icon.svg" alt="" className="mb-2 size-8" />
      {useRailPages().map(({ href, under = href, ...page }) => (
        <RailLink
          key={under}
          href={href}
          {...page}
          current={under === '/' ? pathname === '/' : pathname.startsWith(under)}
        />
      ))}
      <div className="mt-auto flex flex-col items-center gap-1">
        <ConnectionMark />
        <IconButton icon="help" label={t('help')} shortcut={helpKey} onClick={onHelp} />
        <UserMenu />
      </div>
    </nav>
  );
}

/** What this person may open, in the order of a shift: see, work, mend, set up. */
function useRailPages(): readonly RailPage[] {
  const t = useTranslations('shell');
  const mayEdit = useMay('cameras.edit');
  const mayExport = useMay('cameras.export');
  const count = useOpenEvents((store) => store.open?.count ?? 0);
  const [firstSystemPage] = useSystemPages();
  const system = firstSystemPage && SYSTEM_PAGES[firstSystemPage].href;
  const pages: readonly (RailPage | false | undefined)[] = [
    { href: '/', icon: 'map', label: t('map') },
    useMay('walls.view') && { href: '/wall', icon: 'wall', label: t('wall') },
    useMay('patrols.view') && { href: '/patrols', icon: 'patrol', label: t('patrols') },
    useMay('events.view') && { href: '/events', icon: 'event', label: t('events'), count },
    useMay('faults.view') && { href: '/faults', icon: 'fault', label: t('faults') },
    useMay('screens.send') && { href: '/screens', icon: 'screen', label: t('screens') },
    (mayEdit || mayExport) && { href: '/devices', icon: 'camera', label: t('devices') },
    system !== undefined && { href: system, under: '/system', icon: 'system', label: t('system') },
  ];
  return pages.filter((page) => page !== false && page !== undefined);
}

const MOST_SHOWN = 99;

function RailLink({
  href,
  icon,
  label,
  current,
  count = 0,
}: Omit<RailPage, 'under'> & { current: boolean }) {
  return (
    <Link
      href={href}
      aria-current={current ? 'page' : undefined}
      className={cn(
        'relative flex w-11 flex-col items-center gap-0.5 rounded-md py-1.5 text-2xs',
        current ? 'bg-selected text-accent' : 'text-quiet hover:bg-hover hover:text-text',
      )}
    >
      <Icon name={icon} className="size-4.5" />
      {label}
      {count > 0 && (
        <span className="absolute top-0 right-0 min-w-4 rounded-full bg-alarm px-1 text-center font-medium text-2xs text-page">
          {count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}
        </span>
      )}
    </Link>
  );
}
