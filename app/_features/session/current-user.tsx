'use client';
import { createContext, type ReactNode, useContext } from 'react';
import type { CurrentSession, Permission } from '../../../server/session/schema.ts';

export type CurrentUser = NonNullable<CurrentSession['user']>;

const UserContext = createContext<{ user: CurrentUser; site: CurrentSession['site'] } | null>(null);

export function CurrentUserProvider({
  user,
  site,
  children,
}: {
  user: CurrentUser;
  site: CurrentSession['site'];
  children: ReactNode;
}) {
  return <UserContext value={{ user, site }}>{children}</UserContext>;
}

function useSignedIn() {
  const value = useContext(UserContext);
  if (value === null) throw new Error('outside the signed-in part of the console');
  return value;
}

export function useCurrentUser(): CurrentUser {
  return useSignedIn().user;
}

export function useSite(): CurrentSession['site'] {
  return useSignedIn().site;
}

/** Hides what the server would refuse; the server decides. */
export function useMay(permission: Permission): boolean {
  return useCurrentUser().permissions.includes(permission);
}
