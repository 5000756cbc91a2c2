'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ImportJobView, ImportRowError } from '../../../../server/imports/schema.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { DataTable } from '../../../_ui/data-table.tsx';
import { Checkbox } from '../../../_ui/field.tsx';
import { EmptyState } from '../../../_ui/states.tsx';

const PAGE_ROWS = 200;
const OUTCOMES = {
  new: ['outcomeNew', 'text-online'],
  update: ['outcomeUpdate', 'text-accent'],
  error: ['outcomeError', 'text-alarm'],
} as const;

/** What the import makes of each row of the file. */
export function ImportRows({ job }: { job: ImportJobView }) {
  const t = useTranslations('imports');
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [onlyErrors, setOnlyErrors] = useState(job.counts.error > 0);
  const rows = useInfiniteQuery(
    trpc.imports.rows.infiniteQueryOptions(
      { id: job.id, limit: PAGE_ROWS, onlyErrors },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const more = useMore(rows);
  return (
    <div className="flex flex-col gap-2">
      <Checkbox
        label={t('errorsOnly')}
        checked={onlyErrors}
        onChange={(event) => setOnlyErrors(event.target.checked)}
      />
      <div className="h-72 overflow-hidden rounded-md border">
        <DataTable
          label={t(`title.${job.subject}`)}
          rows={rows.data?.pages.flatMap((page) => page.items) ?? []}
          rowId={(row) => String(row.rowNumber)}
          onEnd={more}
          empty={<EmptyState icon="check" title={t(onlyErrors ? 'noErrors' : 'noRows')} />}
          columns={[
            {
              id: 'row',
              header: t('row'),
              width: '64px',
              align: 'right',
              cell: (row) => row.rowNumber,
            },
            {
              id: 'outcome',
              header: t('outcome'),
              width: '80px',
              cell: (row) => (
                <span className={OUTCOMES[row.outcome][1]}>{t(OUTCOMES[row.outcome][0])}</span>
              ),
            },
            {
              id: 'name',
              header: t('name'),
              width: 'minmax(140px, 1fr)',
              cell: (row) => row.name || row.code,
            },
            {
              id: 'problem',
              header: t('problem'),
              width: 'minmax(220px, 2fr)',
              cell: (row) => {
                const text = row.errors.map(problemText).join(' · ');
                return <span title={text}>{text}</span>;
              },
            },
          ]}
        />
      </div>
    </div>
  );
}

function useProblemText(): (error: ImportRowError) => string {
  const t = useTranslations('imports');
  return ({ column, code, params }) => {
    const key = code.slice('import.'.length);
    const known = ROW_ERRORS.find((known) => known === key);
    const text =
      known === undefined
        ? code
        : t(`rowError.${known}`, { value: '', max: '', row: '', ...params });
    const heading = COLUMNS.find((key) => key === column);
    const where = heading === undefined ? (column ?? t('wholeRow')) : t(`columns.${heading}`);
    return `${where}: ${text}`;
  };
}

/** Keys of the template's columns; their words are those of the template. */
const COLUMNS = [
  'code',
  'name',
  'kind',
  'projection',
  'division',
  'groups',
  'road',
  'direction',
  'chainage',
  'longitude',
  'latitude',
  'azimuth',
  'viewAngle',
  'viewRange',
  'maker',
  'tags',
  'driver',
  'address',
  'subAddress',
  'transport',
  'username',
  'password',
  'remark',
] as const;

const ROW_ERRORS = [
  'required',
  'too-long',
  'not-a-number',
  'out-of-range',
  'not-a-choice',
  'bad-chainage',
  'half-a-position',
  'unknown-division',
  'unknown-group',
  'unknown-road',
  'duplicate-in-file',
  'formula',
  'bad-address',
  'address-not-allowed',
  'driver-fixed',
  'off-road',
] as const;
