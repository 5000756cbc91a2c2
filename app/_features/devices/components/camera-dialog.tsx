'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraView } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { appError, invalidFields } from '../../../_lib/trpc/app-error.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { FormError } from '../../../_ui/field.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useCamera } from '../../live/queries.ts';
import {
  type CameraDraft,
  createInput,
  draftOf,
  EMPTY_DRAFT,
  problemsOf,
  updateInput,
} from '../camera-form.ts';
import { useCamerasStale } from '../queries.ts';
import { AccessFields } from './access-fields.tsx';
import { IdentityFields } from './identity-fields.tsx';
import { PlaceFields } from './place-fields.tsx';
import { PushAddress } from './push-address.tsx';

/** Adds a camera, or edits one. */
export function CameraDialog({
  cameraId,
  onClose,
}: {
  cameraId: string | null;
  onClose: () => void;
}) {
  return cameraId === null ? (
    <CameraEditor camera={null} onClose={onClose} />
  ) : (
    <ExistingCamera cameraId={cameraId} onClose={onClose} />
  );
}

function ExistingCamera({ cameraId, onClose }: { cameraId: string; onClose: () => void }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const camera = useCamera(cameraId);
  if (camera.data) return <CameraEditor camera={camera.data} onClose={onClose} />;
  return (
    <Dialog
      title={t('devices.edit')}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-240"
    >
      {camera.isError ? (
        <ErrorState
          message={errorText(camera.error)}
          retryLabel={t('common.retry')}
          onRetry={() => void camera.refetch()}
        />
      ) : (
        <LoadingRows rows={8} label={t('common.loading')} />
      )}
    </Dialog>
  );
}

function CameraEditor({ camera, onClose }: { camera: CameraView | null; onClose: () => void }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const [draft, setDraft] = useState<CameraDraft>(camera === null ? EMPTY_DRAFT : draftOf(camera));
  const [tried, setTried] = useState(false);
  const [pushing, setPushing] = useState<string | null>(null);
  const save = useSaveCamera(camera);
  const set = (part: Partial<CameraDraft>) => setDraft((before) => ({ ...before, ...part }));

  const problems = problemsOf(draft);
  const refused = save.error === null ? new Set<string>() : invalidFields(appError(save.error));
  const problem = (field: keyof CameraDraft): string | undefined => {
    const own = tried ? problems[field] : undefined;
    if (own !== undefined) return t(`devices.form.${own}`);
    return refused.has(field) ? t('devices.form.refused') : undefined;
  };
  const submit = () => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    save.submit(draft, (id) => {
      if (camera === null && draft.driver === 'rtmp') setPushing(id);
      else onClose();
    });
  };

  if (pushing !== null) {
    return (
      <Dialog
        title={t('devices.push.title')}
        closeLabel={t('common.close')}
        onClose={onClose}
        width="w-160"
      >
        <PushAddress cameraId={pushing} />
      </Dialog>
    );
  }
  const fields = { draft, set, problem };
  return (
    <Dialog
      title={camera === null ? t('devices.add') : `${t('devices.edit')} · ${camera.name}`}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-240"
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" busy={save.busy} onClick={submit}>
            {camera === null ? t('devices.form.create') : t('devices.form.save')}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <AccessFields {...fields} camera={camera} />
        <IdentityFields {...fields} />
        <PlaceFields {...fields} />
        <FormError>{save.error !== null && errorText(save.error)}</FormError>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

function useSaveCamera(camera: CameraView | null) {
  const t = useTranslations('devices');
  const trpc = useTRPC();
  const stale = useCamerasStale();
  const showToast = useToasts((store) => store.show);
  const create = useMutation(trpc.cameras.create.mutationOptions());
  const update = useMutation(trpc.cameras.update.mutationOptions());
  return {
    busy: create.isPending || update.isPending,
    error: create.error ?? update.error,
    submit: (draft: CameraDraft, done: (id: string) => void) => {
      const onSuccess = async ({ id }: { id: string }) => {
        const text = t(camera === null ? 'created' : 'saved', { name: draft.name });
        showToast({ tone: 'plain', text });
        done(id);
        await stale();
      };
      if (camera === null) create.mutate(createInput(draft), { onSuccess });
      else update.mutate(updateInput(camera.id, draft), { onSuccess });
    },
  };
}
