'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { Locale, Theme } from '../../_lib/i18n/config.ts';
import { applyTheme, rememberLocale } from '../../_lib/preferences.ts';
import { useTRPC } from '../../_lib/trpc/client.ts';

export function useCurrentSession() {
  const trpc = useTRPC();
  return useQuery(trpc.session.current.queryOptions());
}

/** Forgets everything the last person saw, then asks who is there now. */
export function useSessionReload(): () => Promise<void> {
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  return async () => {
    queryClient.removeQueries({
      predicate: (query) => query.queryKey[0] !== trpc.session.current.queryKey()[0],
    });
    await queryClient.invalidateQueries(trpc.session.pathFilter());
  };
}

export function useSignOut(scope: 'here' | 'everywhere') {
  const trpc = useTRPC();
  const router = useRouter();
  const reload = useSessionReload();
  const onSuccess = async () => {
    router.replace('/sign-in');
    await reload();
  };
  const here = useMutation(trpc.session.signOut.mutationOptions({ onSuccess }));
  const everywhere = useMutation(trpc.session.signOutEverywhere.mutationOptions({ onSuccess }));
  return scope === 'here' ? here : everywhere;
}

/** Language and theme: on the page at once, with the person wherever they sign in. */
export function usePreferences() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const save = useMutation(
    trpc.session.setPreferences.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.session.pathFilter()),
    }),
  );
  return {
    setLocale: (locale: Locale) => {
      rememberLocale(locale);
      save.mutate({ locale });
      router.refresh();
    },
    setTheme: (theme: Theme) => {
      applyTheme(theme);
      save.mutate({ theme });
    },
  };
}
