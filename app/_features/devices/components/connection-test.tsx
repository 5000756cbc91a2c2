'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraTestInput, CameraView } from '../../../../server/cameras/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { type CameraDraft, draftOf } from '../camera-form.ts';
import { TestRun } from './test-run.tsx';

/** The stored camera when nothing about its address was touched, so that its stored password is used. */
function testInput(draft: CameraDraft, camera: CameraView | null): CameraTestInput {
  if (camera !== null) {
    const stored = draftOf(camera);
    const same = (['mainAddress', 'username', 'password', 'transport'] as const).every(
      (field) => draft[field] === stored[field],
    );
    if (same) return { cameraId: camera.id, quality: 'main' };
  }
  return {
    address: draft.mainAddress.trim(),
    transport: draft.transport,
    ...(draft.username !== '' && { username: draft.username }),
    ...(draft.password !== '' && { password: draft.password }),
  };
}

export function ConnectionTest({
  draft,
  camera,
}: {
  draft: CameraDraft;
  camera: CameraView | null;
}) {
  const t = useTranslations('devices.test');
  const [run, setRun] = useState<{ number: number; input: CameraTestInput } | null>(null);
  return (
    <section
      aria-label={t('title')}
      className="col-span-4 flex flex-col gap-3 rounded-md border bg-page p-3"
    >
      <div className="flex items-center gap-3">
        <Button
          icon="play"
          disabled={draft.mainAddress.trim() === ''}
          onClick={() =>
            setRun({ number: (run?.number ?? 0) + 1, input: testInput(draft, camera) })
          }
        >
          {t(run === null ? 'run' : 'again')}
        </Button>
        {run !== null && (
          <Button look="quiet" onClick={() => setRun(null)}>
            {t('stop')}
          </Button>
        )}
      </div>
      {run !== null && <TestRun key={run.number} input={run.input} />}
    </section>
  );
}
