'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { PatrolRecordView, PatrolRunView } from '../../../../server/patrols/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { cn } from '../../../_ui/cn.ts';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Picture } from '../../../_ui/picture.tsx';
import { ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useRun } from '../queries.ts';

/** Everything a run has left: what was seen, for how long, what it looked like, what was said of it. */
export function RunDialog({ runId, onClose }: { runId: string; onClose: () => void }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const { data, error, refetch } = useRun(runId);
  return (
    <Dialog
      title={data === undefined ? t('patrol.runs') : data.planName}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-240"
    >
      {error !== null && (
        <ErrorState
          message={errorText(error)}
          retryLabel={t('common.retry')}
          onRetry={() => void refetch()}
        />
      )}
      {data === undefined && error === null && <LoadingRows rows={8} label={t('common.loading')} />}
      {data !== undefined && (
        <>
          <RunFacts run={data} />
          <ol className="flex flex-col">
            {data.records.map((record) => (
              <RecordRow key={record.position} runId={runId} record={record} />
            ))}
          </ol>
        </>
      )}
    </Dialog>
  );
}

function RunFacts({ run }: { run: PatrolRunView }) {
  const t = useTranslations('patrol');
  const times = useTimes();
  const facts = [
    t(`state.${run.state}`),
    `${t('column.operator')} ${run.operator}`,
    `${times.dateTime(run.startedAt)} – ${run.endedAt === null ? '' : times.dateTime(run.endedAt)}`,
    t('seenOf', { seen: run.seen, planned: run.cameras }),
    ...(run.attested ? [t('judged', { normal: run.normal, abnormal: run.abnormal })] : []),
  ];
  return <p className="mb-3 text-quiet text-sm">{facts.join(' · ')}</p>;
}

function RecordRow({ runId, record }: { runId: string; record: PatrolRecordView }) {
  const t = useTranslations();
  const times = useTimes();
  const { position, remark, abnormality, shownFrom } = record;
  const result = remark ?? (shownFrom === null ? 'unseen' : 'seen');
  return (
    <li
      data-record={position}
      data-result={result}
      className="flex items-center gap-3 border-b py-1.5 [contain-intrinsic-size:auto_52px] [content-visibility:auto]"
    >
      <span className="w-8 shrink-0 text-right text-quiet text-xs">{position + 1}</span>
      <span className="grid h-11 w-19 shrink-0 place-items-center overflow-hidden rounded-sm bg-page text-faint text-xs">
        {record.pictureAt === null ? (
          '–'
        ) : (
          <Picture
            src={`/api/patrols/${runId}/${position}.jpg`}
            alt={t('patrol.pictureOf', { name: record.cameraName })}
            loading="lazy"
            title={`SHA-256 ${record.pictureHash ?? ''}`}
            className="size-full object-cover"
          />
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">
          {record.cameraName === '' ? t('patrol.warning.gone') : record.cameraName}
        </span>
        <span className="block truncate text-quiet text-xs">
          {[record.cameraPlace, record.statusShown && t(`status.${record.statusShown}`)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <span className="w-44 shrink-0 text-quiet text-xs">
        {shownFrom !== null && (
          <>
            {times.dateTime(shownFrom)}
            <br />
            {t('patrol.shownFor', { seconds: (record.shownMs / 1000).toFixed(1) })}
          </>
        )}
      </span>
      <span
        className={cn(
          'w-44 shrink-0 text-sm',
          result === 'normal' && 'text-online',
          result === 'abnormal' && 'text-alarm',
          result === 'unseen' && 'text-faint',
        )}
      >
        {t(`patrol.${result}`)}
        {abnormality !== null && ` · ${t(`patrol.abnormality.${abnormality}`)}`}
        {record.faultId !== null && (
          <Link
            href={`/faults?fault=${record.faultId}`}
            className="ml-2 text-accent text-xs hover:underline"
          >
            {t('faults.fault')}
          </Link>
        )}
        <span className="block truncate text-quiet text-xs">
          {[...record.failed, record.presetFailure && t('patrol.presetMissed'), record.note]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
    </li>
  );
}
