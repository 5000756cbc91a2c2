'use client';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ImportJobView, ImportSubject } from '../../../../server/imports/schema.ts';
import { useCodeText, useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { FormError } from '../../../_ui/field.tsx';
import { Progress } from '../../../_ui/states.tsx';
import { ImportRows } from './import-rows.tsx';
import { ImportUpload } from './import-upload.tsx';

/** A spreadsheet in four steps: upload, check, look at what would happen, write. */
export function ImportDialog({
  subject,
  onWritten,
  onClose,
}: {
  subject: ImportSubject;
  /** Everything that shows them is to be asked again. */
  onWritten: () => Promise<void>;
  onClose: () => void;
}) {
  const t = useTranslations();
  const [jobId, setJobId] = useState<string | null>(null);
  return (
    <Dialog
      title={t(`imports.title.${subject}`)}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-220"
    >
      {jobId === null ? (
        <ImportUpload subject={subject} onUploaded={setJobId} />
      ) : (
        <ImportProgress
          key={jobId}
          jobId={jobId}
          onWritten={onWritten}
          onAnother={() => setJobId(null)}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

const OVER = new Set<ImportJobView['state']>(['applied', 'cancelled', 'failed']);

function ImportProgress({
  jobId,
  onWritten,
  onAnother,
  onClose,
}: {
  jobId: string;
  onWritten: () => Promise<void>;
  onAnother: () => void;
  onClose: () => void;
}) {
  const t = useTranslations();
  const trpc = useTRPC();
  const codeText = useCodeText();
  const errorText = useErrorText();
  const [job, setJob] = useState<ImportJobView | null>(null);
  // Ends wherever the job stands still, and is taken up again when it is set going.
  const follow = useSubscription(
    trpc.imports.follow.subscriptionOptions({ id: jobId }, { onData: setJob }),
  );
  const apply = useMutation(
    trpc.imports.applyRows.mutationOptions({ onSuccess: () => follow.reset() }),
  );
  const cancel = useMutation(
    trpc.imports.cancel.mutationOptions({ onSuccess: () => follow.reset() }),
  );
  const applied = job?.state === 'applied';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is done
  useEffect(() => {
    if (applied) void onWritten();
  }, [applied]);

  const failure = apply.error ?? cancel.error ?? follow.error;
  const writable = job === null ? 0 : job.counts.new + job.counts.update;
  const running = job === null || job.state === 'checking' || job.state === 'applying';
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="flex justify-between">
          <span className="truncate">
            {job?.fileName} · {t(`imports.${job?.state ?? 'checking'}`)}
          </span>
          {job !== null && running && (
            <span className="text-quiet">{t('imports.progress', job.progress)}</span>
          )}
        </p>
        {running && (
          <div className="mt-2">
            <Progress
              label={t(`imports.${job?.state ?? 'checking'}`)}
              value={job?.progress.done ?? 0}
              max={job?.progress.total ?? 0}
            />
          </div>
        )}
      </div>
      {job !== null && job.state !== 'checking' && <Counts counts={job.counts} />}
      {job?.failure && <FormError>{codeText(job.failure.code, job.failure.details)}</FormError>}
      {job !== null && job.state !== 'checking' && job.failure === null && <ImportRows job={job} />}
      <FormError>{failure !== null && failure !== undefined && errorText(failure)}</FormError>
      <div className="flex justify-end gap-2">
        {running && (
          <Button busy={cancel.isPending} onClick={() => cancel.mutate({ id: jobId })}>
            {t('common.cancel')}
          </Button>
        )}
        {job?.state === 'checked' && (
          <>
            <Button onClick={() => cancel.mutate({ id: jobId }, { onSuccess: onAnother })}>
              {t('common.cancel')}
            </Button>
            <Button
              look="primary"
              busy={apply.isPending}
              disabled={writable === 0}
              onClick={() => apply.mutate({ id: jobId })}
            >
              {t(job.counts.error > 0 ? 'imports.applyRest' : 'imports.apply', { count: writable })}
            </Button>
          </>
        )}
        {job !== null && OVER.has(job.state) && (
          <>
            <Button onClick={onAnother}>{t('imports.another')}</Button>
            <Button look="primary" onClick={onClose}>
              {t('common.close')}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function Counts({ counts }: { counts: ImportJobView['counts'] }) {
  const t = useTranslations('imports');
  return (
    <p className="flex gap-4">
      <span className="text-online">{t('new', { count: counts.new })}</span>
      <span className="text-accent">{t('update', { count: counts.update })}</span>
      <span className={counts.error > 0 ? 'text-alarm' : 'text-quiet'}>
        {t('error', { count: counts.error })}
      </span>
    </p>
  );
}
