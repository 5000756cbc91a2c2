'use client';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useTRPC } from '../../_lib/trpc/client.ts';
import { usePlaceText } from '../map/format.ts';
import { useMapViews } from '../map/views-queries.ts';
import { useCurrentUser, useMay } from '../session/current-user.tsx';
import { usePreferences, useSignOut } from '../session/queries.ts';
import { SYSTEM_PAGES, useSystemPages } from '../system/pages.ts';
import { useWallViews } from '../wall/queries.ts';
import { useCameraOpener } from './camera-opener.ts';
import { findEntries, type PaletteEntry } from './entries.ts';

const MOST_CAMERAS = 12;
const MOST_OTHERS = 20;

/** What the palette offers for what was typed, and whether the server has answered for it. */
export function useEntries(typed: string, onHelp: () => void) {
  const cameras = useCameras(typed);
  const others = [...usePages(), ...useActions(onHelp), ...useMapViewEntries(), ...useViews()];
  const entries = [...cameras.entries, ...findEntries(others, typed).slice(0, MOST_OTHERS)];
  return { entries, settled: cameras.settled };
}

function useCameras(typed: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const placeText = usePlaceText();
  const open = useCameraOpener((store) => store.open);
  const may = useMay('cameras.view');
  const search = useQuery(
    trpc.cameras.search.queryOptions(
      { q: typed, limit: MOST_CAMERAS },
      { enabled: may && typed !== '', staleTime: 5_000 },
    ),
  );
  const items = typed === '' ? [] : (search.data?.items ?? []);
  const entries = items.map(
    (camera): PaletteEntry => ({
      id: `camera-${camera.id}`,
      group: 'cameras',
      icon: 'camera',
      label: camera.name,
      detail: [placeText(camera, camera.roadCode), camera.code].filter(Boolean).join(' · '),
      words: '',
      run: () => (open === null ? router.push(`/?camera=${camera.id}`) : open(camera.id)),
    }),
  );
  return { entries, settled: !search.isFetching };
}

const PAGES = [
  { id: 'map', href: '/', icon: 'map', may: 'cameras.view', words: 'map ditu dt' },
  { id: 'wall', href: '/wall', icon: 'wall', may: 'walls.view', words: 'wall dianshiqiang dsq' },
  {
    id: 'patrols',
    href: '/patrols',
    icon: 'patrol',
    may: 'patrols.view',
    words: 'patrol xunjian xj',
  },
  { id: 'events', href: '/events', icon: 'event', may: 'events.view', words: 'event shijian sj' },
  { id: 'faults', href: '/faults', icon: 'fault', may: 'faults.view', words: 'fault guzhang gz' },
  {
    id: 'screens',
    href: '/screens',
    icon: 'screen',
    may: 'screens.send',
    words: 'screen daping dp',
  },
  {
    id: 'devices',
    href: '/devices',
    icon: 'camera',
    may: 'cameras.edit',
    words: 'device shebei sb',
  },
] as const;

const SYSTEM_WORDS = {
  users: 'users yonghu yh',
  audit: 'audit rizhi shenji rz',
  workers: 'media worker node meiti jiedian',
  map: 'basemap map ditu shezhi',
  gb28181: 'gb28181 guobiao gb sip jieru',
  positions: 'position gps key api yidong dingwei miyao weizhi',
} as const;

function usePages(): PaletteEntry[] {
  const t = useTranslations();
  const router = useRouter();
  const { permissions } = useCurrentUser();
  const system = useSystemPages();
  const pages = PAGES.filter(({ may }) => permissions.includes(may));
  return [
    ...pages.map(
      ({ id, href, icon, words }): PaletteEntry => ({
        id: `page-${id}`,
        group: 'pages',
        icon,
        label: t(`shell.${id}`),
        words,
        run: () => router.push(href),
      }),
    ),
    ...system.map(
      (page): PaletteEntry => ({
        id: `system-${page}`,
        group: 'pages',
        icon: SYSTEM_PAGES[page].icon,
        label: t(`system.${page}`),
        words: SYSTEM_WORDS[page],
        run: () => router.push(SYSTEM_PAGES[page].href),
      }),
    ),
  ];
}

function useActions(onHelp: () => void): PaletteEntry[] {
  const t = useTranslations();
  const router = useRouter();
  const { setLocale, setTheme } = usePreferences();
  const signOut = useSignOut('here');
  const mayPlan = useMay('patrols.edit');
  const action = (
    id: string,
    icon: PaletteEntry['icon'],
    label: string,
    words: string,
    run: () => void,
  ): PaletteEntry => ({ id: `action-${id}`, group: 'actions', icon, label, words, run });
  return [
    action('help', 'help', t('help.title'), 'help keys kuaijiejian kjj ?', onHelp),
    action('dark', 'moon', t('palette.dark'), 'dark theme shense', () => setTheme('dark')),
    action('light', 'sun', t('palette.light'), 'light theme qianse', () => setTheme('light')),
    action('zh', 'globe', '中文', 'chinese language zhongwen yuyan', () => setLocale('zh')),
    action('en', 'globe', 'English', 'language yingwen yuyan', () => setLocale('en')),
    ...(mayPlan
      ? [
          action('plan', 'plus', t('patrol.newPlan'), 'new patrol plan xinjian xunjian', () =>
            router.push('/patrols/new'),
          ),
        ]
      : []),
    action('password', 'key', t('shell.changePassword'), 'password xiugai mima', () =>
      router.push('/change-password'),
    ),
    action('out', 'signOut', t('shell.signOut'), 'sign out logout tuichu', () => signOut.mutate()),
  ];
}

function useViews(): PaletteEntry[] {
  const router = useRouter();
  const views = useWallViews();
  return (views.data?.items ?? []).map(({ id, name }) => ({
    id: `view-${id}`,
    group: 'views',
    icon: 'wall',
    label: name,
    words: '',
    run: () => router.push(`/wall/${id}`),
  }));
}

function useMapViewEntries(): PaletteEntry[] {
  const router = useRouter();
  const views = useMapViews(useMay('cameras.view'));
  return (views.data?.items ?? []).map(({ id, name }) => ({
    id: `map-view-${id}`,
    group: 'mapViews',
    icon: 'region',
    label: name,
    words: '',
    run: () => router.push(`/?view=${id}`),
  }));
}
