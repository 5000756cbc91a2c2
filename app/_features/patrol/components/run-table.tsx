'use client';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { type PatrolRunHead, patrolRunStateSchema } from '../../../../server/patrols/schema.ts';
import { formatPercent } from '../../../_lib/format/quantity.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { Button } from '../../../_ui/button.tsx';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { Checkbox, Select, TextInput } from '../../../_ui/field.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useDay, useRuns } from '../queries.ts';
import { RunDialog } from './run-dialog.tsx';

/** Runs of a day with the day's figures, and its report. */
export function RunTable() {
  const t = useTranslations();
  const errorText = useErrorText();
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const [state, setState] = useState<PatrolRunHead['state'] | undefined>(undefined);
  const [abnormal, setAbnormal] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const day = useDay(asked);
  const shownDay = asked ?? day.data?.day;
  const runs = useRuns({ day: shownDay, state, ...(abnormal && { abnormal }) });
  const more = useMore(runs);
  const rows = runs.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useRunColumns(setOpen);
  return (
    <>
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-3 border-b px-4 py-1.5">
        <TextInput
          type="date"
          aria-label={t('patrol.day')}
          value={shownDay ?? ''}
          max={day.data?.today}
          onChange={(event) => setAsked(event.target.value || undefined)}
          className="w-38"
        />
        <Select
          aria-label={t('patrol.column.state')}
          value={state ?? ''}
          onChange={(event) => setState(patrolRunStateSchema.safeParse(event.target.value).data)}
        >
          <option value="">{t('patrol.anyState')}</option>
          {patrolRunStateSchema.options.map((option) => (
            <option key={option} value={option}>
              {t(`patrol.state.${option}`)}
            </option>
          ))}
        </Select>
        <Checkbox
          label={t('patrol.onlyAbnormal')}
          checked={abnormal}
          onChange={(event) => setAbnormal(event.target.checked)}
        />
        {day.data !== undefined && (
          <span className="text-quiet text-sm">
            {t('patrol.dayFigures', {
              runs: day.data.runs,
              seen: day.data.total.seen,
              cameras: day.data.total.cameras,
              abnormal: day.data.total.abnormal,
            })}
          </span>
        )}
        {shownDay !== undefined && <ReportButtons day={shownDay} />}
      </div>
      <div className="min-h-0 flex-1">
        {runs.isPending && <LoadingRows rows={12} label={t('common.loading')} />}
        {runs.isError && (
          <ErrorState
            message={errorText(runs.error)}
            retryLabel={t('common.retry')}
            onRetry={() => void runs.refetch()}
          />
        )}
        {runs.isSuccess && (
          <DataTable
            label={t('patrol.runs')}
            columns={columns}
            rows={rows}
            rowId={(row) => row.id}
            onOpen={(row) => setOpen(row.id)}
            onEnd={more}
            empty={<EmptyState icon="patrol" title={t('patrol.noRuns')} />}
          />
        )}
      </div>
      {open !== null && <RunDialog runId={open} onClose={() => setOpen(null)} />}
    </>
  );
}

/** The workbook is a download; the page to print opens beside. */
function ReportButtons({ day }: { day: string }) {
  const t = useTranslations('patrol');
  const locale = useLocale();
  const url = (kind: 'xlsx' | 'html') => `/api/patrols/report.${kind}?day=${day}&locale=${locale}`;
  return (
    <span className="ml-auto flex gap-2">
      <Button icon="download" onClick={() => window.location.assign(url('xlsx'))}>
        {t('reportXlsx')}
      </Button>
      <Button icon="audit" onClick={() => window.open(url('html'), '_blank', 'noopener')}>
        {t('reportPrint')}
      </Button>
    </span>
  );
}

function useRunColumns(onOpen: (id: string) => void): Column<PatrolRunHead>[] {
  const t = useTranslations('patrol');
  const times = useTimes();
  return [
    {
      id: 'started',
      header: t('column.started'),
      width: 'minmax(150px, 1fr)',
      cell: (run) => times.dateTime(run.startedAt),
    },
    {
      id: 'plan',
      header: t('column.name'),
      width: 'minmax(160px, 1.6fr)',
      cell: (run) => (
        <button type="button" className="truncate text-accent" onClick={() => onOpen(run.id)}>
          {run.planName}
          {run.round > 1 && (
            <span className="text-quiet"> · {t('round', { round: run.round })}</span>
          )}
        </button>
      ),
    },
    {
      id: 'operator',
      header: t('column.operator'),
      width: 'minmax(90px, 0.7fr)',
      cell: (run) => run.operator,
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 'minmax(80px, 0.6fr)',
      cell: (run) => (
        <span className={run.state === 'interrupted' ? 'text-fault' : undefined}>
          {t(`state.${run.state}`)}
        </span>
      ),
    },
    {
      id: 'seen',
      header: t('column.seen'),
      width: 'minmax(110px, 0.8fr)',
      cell: (run) =>
        `${run.seen} / ${run.cameras}${run.cameras === 0 ? '' : ` (${formatPercent(run.seen / run.cameras)})`}`,
    },
    {
      id: 'normal',
      header: t('normal'),
      width: 'minmax(60px, 0.5fr)',
      cell: (run) => (run.attested ? run.normal : '–'),
    },
    {
      id: 'abnormal',
      header: t('abnormal'),
      width: 'minmax(60px, 0.5fr)',
      cell: (run) => (
        <span className={run.abnormal > 0 ? 'text-alarm' : undefined}>
          {run.attested ? run.abnormal : '–'}
        </span>
      ),
    },
  ];
}
