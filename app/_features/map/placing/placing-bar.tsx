'use client';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import type { PlaceInput } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { appError } from '../../../_lib/trpc/app-error.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { unsaved } from './session.ts';
import { usePlacing } from './store.ts';
import { usePlacesOf } from './use-placed-cameras.ts';

/** How much is not saved yet, the way back and forth, and what to do when somebody else was faster. */
export function PlacingBar() {
  const t = useTranslations();
  const session = usePlacing((store) => store.session);
  const conflict = usePlacing((store) => store.conflict);
  const { turn, undo, redo, discard } = usePlacing.getState();
  const { save, saving } = useSave();
  const changes = unsaved(session);
  return (
    <section
      data-placing="bar"
      aria-label={t('map.placing.title')}
      className="absolute bottom-12 left-1/2 z-10 flex max-w-[calc(100%-1.5rem)] -translate-x-1/2 flex-col gap-1.5 rounded-md border border-edge bg-panel p-1.5 pl-3 text-sm shadow-float"
    >
      {conflict.length > 0 && <Conflict ids={conflict} />}
      <div className="flex items-center gap-2">
        <span role="status" className="whitespace-nowrap">
          {t('map.placing.unsaved', { count: changes.length })}
        </span>
        <IconButton
          icon="undo"
          label={t('map.placing.undo')}
          shortcut="Control+Z"
          disabled={session.done === 0}
          onClick={undo}
        />
        <IconButton
          icon="redo"
          label={t('map.placing.redo')}
          shortcut="Control+Y"
          disabled={session.done === session.steps.length}
          onClick={redo}
        />
        <Button disabled={changes.length === 0} onClick={discard}>
          {t('map.placing.discard')}
        </Button>
        <Button
          look="primary"
          icon="check"
          busy={saving}
          disabled={changes.length === 0}
          onClick={() => save(changes)}
        >
          {t('common.save')}
        </Button>
        <IconButton
          icon="close"
          label={t('map.placing.leave')}
          disabled={changes.length > 0}
          onClick={() => turn(false)}
        />
      </div>
    </section>
  );
}

function useSave() {
  const t = useTranslations('map.placing');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const { mutate, isPending } = useMutation(
    trpc.cameras.place.mutationOptions({
      onSuccess: (_, { changes }) => {
        usePlacing.getState().saved(changes);
        showToast({ tone: 'plain', text: t('saved', { count: changes.length }) });
      },
      onError: (error) => {
        const { code, details } = appError(error);
        const ids = code === 'camera.not-found' ? [details.id] : details.ids;
        if (Array.isArray(ids)) usePlacing.getState().clash(ids.map(String));
        showToast({ tone: 'error', text: errorText(error) });
      },
    }),
  );
  return { save: (changes: PlaceInput['changes']) => mutate({ changes }), saving: isPending };
}

/** Nothing is lost: their place or ours, as whoever looks at both decides. */
function Conflict({ ids }: { ids: readonly string[] }) {
  const t = useTranslations('map.placing');
  const placesOf = usePlacesOf();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const cameras = usePlacing((store) => store.session.cameras);
  const settle = useMutation({
    mutationFn: async (whose: 'mine' | 'theirs') => {
      const fresh = await placesOf(ids);
      const found = new Set(fresh.map(({ camera }) => camera.id));
      usePlacing.getState().forget(ids.filter((id) => !found.has(id)));
      usePlacing.getState().settle(fresh, whose);
    },
    onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
  });
  const names = ids.map((id) => cameras.get(id)?.camera.name ?? id).join(', ');
  return (
    <div role="alert" className="flex items-center gap-2 border-edge border-b pb-1.5">
      <span className="line-clamp-2 min-w-0 flex-1 text-fault">{t('conflict', { names })}</span>
      <Button busy={settle.isPending} onClick={() => settle.mutate('theirs')}>
        {t('theirs')}
      </Button>
      <Button busy={settle.isPending} onClick={() => settle.mutate('mine')}>
        {t('mine')}
      </Button>
    </div>
  );
}
