'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import type {
  PatrolListInput,
  PatrolPlanView,
  PatrolRunsInput,
} from '../../../server/patrols/schema.ts';
import { useErrorText } from '../../_lib/i18n/use-error-text.ts';
import { appError } from '../../_lib/trpc/app-error.ts';
import { useTRPC, useTRPCClient } from '../../_lib/trpc/client.ts';
import { useToasts } from '../../_ui/toast-store.ts';

const FIRST_PAGE: string | null = null;
/** Others make plans and run them too, and nothing announces it. */
const STALE = { staleTime: 0, refetchOnWindowFocus: true } as const;

export function usePlanList(filter: Pick<PatrolListInput, 'q' | 'mine' | 'sort'>) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: [...trpc.patrols.list.pathKey(), 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      client.patrols.list.query(
        { ...filter, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
    ...STALE,
  });
}

export function usePlan(id: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.patrols.get.queryOptions(
      { id: id ?? '' },
      { enabled: id !== null, staleTime: 0, gcTime: 0 },
    ),
  );
}

/** Asked once for a run: what changes meanwhile counts from the next one. */
export function useProgram(id: string) {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ['patrol-program', id],
    queryFn: async ({ signal }) => {
      const program = await client.patrols.program.query({ id }, { signal });
      return { program, receivedAt: Date.now() };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function useRuns(filter: Pick<PatrolRunsInput, 'day' | 'state' | 'abnormal'>) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useInfiniteQuery({
    queryKey: [...trpc.patrols.runs.pathKey(), 'pages', filter],
    queryFn: ({ pageParam, signal }) =>
      client.patrols.runs.query(
        { ...filter, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
    ...STALE,
  });
}

export function useRun(id: string) {
  const trpc = useTRPC();
  return useQuery(trpc.patrols.run.queryOptions({ id }, STALE));
}

export function useDay(day: string | undefined) {
  const trpc = useTRPC();
  return useQuery(trpc.patrols.day.queryOptions({ ...(day !== undefined && { day }) }, STALE));
}

/** Plans change while a wall stands all night. */
const TIMETABLE_MS = 60_000;

export function useDuePlans(enabled: boolean) {
  const trpc = useTRPC();
  return useQuery(
    trpc.patrols.due.queryOptions(undefined, {
      enabled,
      staleTime: 0,
      refetchInterval: TIMETABLE_MS,
    }),
  );
}

/** Creates and changes plans. What `patrol.changed` says is for whoever saves to settle. */
export function useSavePlan() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => {
    if (appError(error).code !== 'patrol.changed')
      showToast({ tone: 'error', text: errorText(error) });
  };
  const onSuccess = (plan: PatrolPlanView) => {
    void queryClient.invalidateQueries(trpc.patrols.pathFilter());
    // The editor goes on with it under its own address without asking again.
    queryClient.setQueryData(trpc.patrols.get.queryKey({ id: plan.id }), plan);
  };
  const create = useMutation(trpc.patrols.create.mutationOptions({ onError, onSuccess }));
  const update = useMutation(trpc.patrols.update.mutationOptions({ onError, onSuccess }));
  return { create, update };
}

/** Adds cameras to a plan that is there, and offers to open it. */
export function useAppendCameras() {
  const t = useTranslations('patrol');
  const router = useRouter();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  return useMutation(
    trpc.patrols.append.mutationOptions({
      onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
      onSuccess: ({ name, added }, { id }) => {
        void queryClient.invalidateQueries(trpc.patrols.pathFilter());
        showToast({
          tone: 'plain',
          text: added === 0 ? t('nothingNew', { name }) : t('appended', { name, count: added }),
          action: { label: t('openPlan'), run: () => router.push(`/patrols/${id}`) },
        });
      },
    }),
  );
}

/** Removes a plan and offers to take it back. */
export function useRemovePlan() {
  const t = useTranslations();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const onError = (error: unknown) => showToast({ tone: 'error', text: errorText(error) });
  const stale = () => queryClient.invalidateQueries(trpc.patrols.pathFilter());
  const restore = useMutation(
    trpc.patrols.restore.mutationOptions({ onError, onSuccess: () => void stale() }),
  );
  const remove = useMutation(trpc.patrols.remove.mutationOptions({ onError }));
  return (plan: { id: string; name: string }) =>
    remove.mutate(
      { id: plan.id },
      {
        onSuccess: ({ undoToken }) => {
          showToast({
            tone: 'plain',
            text: t('patrol.removed', { name: plan.name }),
            action: { label: t('common.undo'), run: () => restore.mutate({ undoToken }) },
          });
          void stale();
        },
      },
    );
}
