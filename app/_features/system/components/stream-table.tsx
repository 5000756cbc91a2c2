'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { formatBitrate, formatCodec } from '../../../_lib/format/quantity.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { useMore } from '../../../_lib/trpc/use-more.ts';
import { DataTable } from '../../../_ui/data-table.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { type MarkShape, StatusMark } from '../../../_ui/status-mark.tsx';
import { QueryTable } from './query-table.tsx';

const MARKS = {
  idle: 'offline',
  connecting: 'unknown',
  live: 'online',
  retrying: 'fault',
} as const satisfies Record<string, MarkShape>;

export function StreamTable() {
  const t = useTranslations('workers');
  const trpc = useTRPC();
  const age = useAge();
  const codeText = useCodeText();
  const streams = useInfiniteQuery(
    trpc.nodes.streams.infiniteQueryOptions(
      { limit: 100 },
      { getNextPageParam: (page) => page.nextCursor, staleTime: 0 },
    ),
  );
  const more = useMore(streams);
  return (
    <QueryTable query={streams}>
      <DataTable
        label={t('streams')}
        rows={streams.data?.pages.flatMap((page) => page.items) ?? []}
        rowId={(stream) => `${stream.nodeId}/${stream.streamId}`}
        onEnd={more}
        empty={<EmptyState icon="worker" title={t('noStreams')} />}
        columns={[
          {
            id: 'camera',
            header: t('camera'),
            width: 'minmax(200px, 2fr)',
            cell: (stream) => stream.cameraName ?? stream.streamId,
          },
          {
            id: 'state',
            header: t('state'),
            width: 'minmax(90px, 0.7fr)',
            cell: (stream) => (
              <span className="flex items-center gap-1.5">
                <StatusMark status={MARKS[stream.state]} className="size-2.5" />
                {t(`streamState.${stream.state}`)}
              </span>
            ),
          },
          {
            id: 'source',
            header: t('source'),
            width: '96px',
            cell: (stream) => t(`sourceKind.${stream.sourceKind}`),
          },
          {
            id: 'codecs',
            header: t('codecs'),
            width: 'minmax(96px, 0.8fr)',
            cell: (stream) => stream.codecs.map(formatCodec).join(' + '),
          },
          {
            id: 'bitrate',
            header: t('bitrate'),
            width: '100px',
            align: 'right',
            cell: (stream) => formatBitrate(stream.bitrate),
          },
          {
            id: 'video',
            header: t('videoBitrate'),
            width: '96px',
            align: 'right',
            cell: (stream) => formatBitrate(stream.videoBitrate),
          },
          {
            id: 'audio',
            header: t('audioBitrate'),
            width: '84px',
            align: 'right',
            cell: (stream) => formatBitrate(stream.audioBitrate),
          },
          {
            id: 'fps',
            header: t('fps'),
            width: '60px',
            align: 'right',
            cell: (stream) => stream.fps.toFixed(1),
          },
          {
            id: 'gop',
            header: t('gop'),
            width: '120px',
            align: 'right',
            cell: ({ gop }) =>
              gop ? t('gopLength', { frames: gop.frames, seconds: gop.seconds.toFixed(1) }) : '–',
          },
          {
            id: 'jitter',
            header: t('jitter'),
            width: '72px',
            align: 'right',
            cell: ({ jitterMs }) => (jitterMs === null ? '–' : `${jitterMs.toFixed(1)} ms`),
          },
          {
            id: 'lost',
            header: t('lostPackets'),
            width: '80px',
            align: 'right',
            cell: (stream) => stream.packetsLost,
          },
          {
            id: 'viewers',
            header: t('viewerCount'),
            width: '72px',
            align: 'right',
            cell: (stream) => stream.viewers,
          },
          {
            id: 'failure',
            header: t('failure'),
            width: 'minmax(140px, 1.4fr)',
            cell: (stream) => (
              <span className="text-fault">
                {stream.failureCode !== null && codeText(stream.failureCode)}
              </span>
            ),
          },
          { id: 'since', header: t('since'), width: '96px', cell: (stream) => age(stream.since) },
          {
            id: 'node',
            header: t('node'),
            width: 'minmax(110px, 0.8fr)',
            cell: (stream) => stream.nodeId,
          },
        ]}
      />
    </QueryTable>
  );
}
