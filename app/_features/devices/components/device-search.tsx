'use client';
import { useSubscription } from '@trpc/tanstack-react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { Sighted } from '../../../../server/devices/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { FormError, TextInput } from '../../../_ui/field.tsx';
import { Progress } from '../../../_ui/states.tsx';

type Search = { kind: 'probe' } | { kind: 'range'; range: string };
const KEPT = 4_096;

/** Looks for devices: by a call into the network, or address by address. */
export function DeviceSearch({ onChoose }: { onChoose: (address: string) => void }) {
  const t = useTranslations('onvif');
  const [search, setSearch] = useState<{ what: Search; run: number } | null>(null);
  const [range, setRange] = useState('');
  const start = (what: Search) => setSearch((before) => ({ what, run: (before?.run ?? 0) + 1 }));
  const scan = (event: FormEvent) => {
    event.preventDefault();
    if (range.trim() !== '') start({ kind: 'range', range: range.trim() });
  };
  return (
    <section aria-label={t('search')} className="flex flex-col gap-3 border-t pt-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button icon="search" className="h-8" onClick={() => start({ kind: 'probe' })}>
          {t('discover')}
        </Button>
        <span className="text-quiet text-sm">{t('or')}</span>
        <form onSubmit={scan} className="flex gap-2">
          <TextInput
            aria-label={t('range')}
            placeholder="192.168.1.0/24"
            maxLength={64}
            value={range}
            onChange={(event) => setRange(event.target.value)}
            className="w-48"
          />
          <Button type="submit" className="h-8">
            {t('scan')}
          </Button>
        </form>
      </div>
      {search !== null && (
        <SearchRun
          key={search.run}
          what={search.what}
          onChoose={onChoose}
          onCancel={() => setSearch(null)}
        />
      )}
    </section>
  );
}

type RunProps = {
  what: Search;
  onChoose: (address: string) => void;
  onCancel: () => void;
};

function SearchRun({ what, onChoose, onCancel }: RunProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const [found, setFound] = useState<readonly Sighted[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const over = (progress.total > 0 && progress.done >= progress.total) || failure !== null;
  const follow = {
    onData: (told: { done: number; total: number; found: Sighted[] }) => {
      setProgress({ done: told.done, total: told.total });
      setFound((before) => merged(before, told.found));
    },
    onError: setFailure,
  };
  const range = what.kind === 'range' ? what.range : '';
  // Once it is over it must not be run again by a reconnect.
  useSubscription(
    trpc.devices.discover.subscriptionOptions(undefined, {
      ...follow,
      enabled: what.kind === 'probe' && !over,
    }),
  );
  useSubscription(
    trpc.devices.scan.subscriptionOptions(
      { range },
      { ...follow, enabled: what.kind === 'range' && !over },
    ),
  );
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-3">
        <div className="flex-1">
          <Progress label={t('onvif.search')} value={progress.done} max={progress.total} />
        </div>
        <span role="status" className="text-quiet text-sm tabular-nums">
          {t('onvif.progress', { ...progress, found: found.length })}
        </span>
        {!over && <Button onClick={onCancel}>{t('common.cancel')}</Button>}
      </div>
      <FormError>{failure !== null && errorText(failure)}</FormError>
      {over && failure === null && found.length === 0 && (
        <p className="text-quiet text-sm">{t('onvif.nothing')}</p>
      )}
      <ul className="scroll-area max-h-64">
        {found.map((device) => (
          <li key={device.address}>
            <button
              type="button"
              onClick={() => onChoose(device.address)}
              className="flex w-full gap-4 rounded-sm px-2 py-1.5 text-left hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate">{device.address}</span>
              <span className="truncate text-quiet">
                {[device.name, device.hardware, device.location].filter(Boolean).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Several interfaces may hear the same device. */
function merged(before: readonly Sighted[], more: readonly Sighted[]): readonly Sighted[] {
  const known = new Set(before.map(({ address }) => address));
  const fresh = more.filter(({ address }) => !known.has(address) && known.add(address));
  return [...before, ...fresh].slice(0, KEPT);
}
