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

export function NavigationRail({ onHelp }: { onHelp: () => void }) {
  const t = useTranslations('shell');
  const helpKey = useKey('sheet');
  const pathname = usePathname();
  const mayEdit = useMay('cameras.edit');
  const mayWall = useMay('walls.view');
  const mayPatrol = useMay('patrols.view');
  const mayScreens = useMay('screens.send');
  const mayExport = useMay('cameras.export');
  const mayFaults = useMay('faults.view');
  const mayEvents = useMay('events.view');
  const waiting = useOpenEvents((store) => store.open?.count ?? 0);
  const firstSystemPage = useSystemPages()[0];
  return (
    <nav
      aria-label={t('navigation')}
      className="z-30 flex w-14 shrink-0 flex-col items-center gap-1 border-r bg-rail py-2"
    >
      <Picture src="/icon.svg" alt="" className="mb-2 size-8" />
      <RailLink href="/" icon="map" label={t('map')} current={pathname === '/'} />
      {mayWall && (
        <RailLink
          href="/wall"
          icon="wall"
          label={t('wall')}
          current={pathname.startsWith('/wall')}
        />
      )}
      {mayPatrol && (
        <RailLink
          href="/patrols"
          icon="patrol"
          label={t('patrols')}
          current={pathname.startsWith('/patrols')}
        />
      )}
      {mayEvents && (
        <RailLink
          href="/events"
          icon="event"
          label={t('events')}
          current={pathname.startsWith('/events')}
          count={waiting}
        />
      )}
      {mayFaults && (
        <RailLink
          href="/faults"
          icon="fault"
          label={t('faults')}
          current={pathname.startsWith('/faults')}
        />
      )}
      {mayScreens && (
        <RailLink
          href="/screens"
          icon="screen"
          label={t('screens')}
          current={pathname.startsWith('/screens')}
        />
      )}
      {(mayEdit || mayExport) && (
        <RailLink
          href="/devices"
          icon="camera"
          label={t('devices')}
          current={pathname.startsWith('/devices')}
        />
      )}
      {firstSystemPage !== undefined && (
        <RailLink
          href={SYSTEM_PAGES[firstSystemPage].href}
          icon="system"
          label={t('system')}
          current={pathname.startsWith('/system')}
        />
      )}
      <div className="mt-auto flex flex-col items-center gap-1">
        <ConnectionMark />
        <IconButton icon="help" label={t('help')} shortcut={helpKey} onClick={onHelp} />
        <UserMenu />
      </div>
    </nav>
  );
}

const MOST_SHOWN = 99;

function RailLink({
  href,
  icon,
  label,
  current,
  count = 0,
}: {
  href: string;
  icon: IconName;
  label: string;
  current: boolean;
  /** Of what waits there. */
  count?: number;
}) {
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
