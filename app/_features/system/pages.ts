'use client';
import type { Permission } from '../../../server/session/schema.ts';
import type { IconName } from '../../_ui/icons.tsx';
import { useCurrentUser } from '../session/current-user.tsx';

export type SystemPage = 'users' | 'audit' | 'workers' | 'map' | 'positions' | 'gb28181';

export const SYSTEM_PAGES = {
  users: { href: '/system/users', icon: 'users', permission: 'users.manage' },
  audit: { href: '/system/audit', icon: 'audit', permission: 'audit.view' },
  workers: { href: '/system/workers', icon: 'worker', permission: 'nodes.view' },
  gb28181: { href: '/system/gb28181', icon: 'camera', permission: 'cameras.edit' },
  positions: { href: '/system/positions', icon: 'track', permission: 'apiKeys.manage' },
  map: { href: '/system/map', icon: 'layers', permission: 'settings.edit' },
} as const satisfies Record<SystemPage, { href: string; icon: IconName; permission: Permission }>;

const ORDER = ['users', 'audit', 'workers', 'gb28181', 'map', 'positions'] as const;

/** The system pages this person may open. */
export function useSystemPages(): SystemPage[] {
  const { permissions } = useCurrentUser();
  return ORDER.filter((page) => permissions.includes(SYSTEM_PAGES[page].permission));
}
