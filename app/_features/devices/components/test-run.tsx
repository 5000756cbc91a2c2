'use client';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CameraTestInput } from '../../../../server/cameras/schema.ts';
import type { TestStep } from '../../../../server/live/schema.ts';
import { formatCodec } from '../../../_lib/format/quantity.ts';
import { useCodeText, useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { FormError } from '../../../_ui/field.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { Picture } from '../../../_ui/picture.tsx';
import { type Rung, rungOf } from '../../live/ladder.ts';

/** One run of the connection test: a line per step with its time, and the first picture. */
export function TestRun({ input }: { input: CameraTestInput }) {
  const t = useTranslations('devices.test');
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [steps, setSteps] = useState<TestStep[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const last = steps.at(-1);
  const done = last?.done === true || failure !== null;
  useSubscription(
    trpc.cameras.test.subscriptionOptions(input, {
      // Once it is over it must not be run again by a reconnect.
      enabled: !done,
      onData: (step) => setSteps((before) => [...before, step]),
      onError: setFailure,
    }),
  );
  const picture = steps.find((step) => step.jpegBase64 !== undefined)?.jpegBase64;
  const tracks = steps.findLast((step) => step.tracks !== undefined)?.tracks ?? [];
  return (
    <div className="flex gap-4">
      <div className="min-w-0 flex-1">
        <ol className="flex flex-col gap-1" aria-live="polite">
          {steps.map((step) => (
            <StepLine key={`${step.step}/${step.afterMs}`} step={step} />
          ))}
        </ol>
        {!done && <p className="waiting mt-1 pl-5 text-sm text-quiet">{t('running')}</p>}
        {last?.done === true && last.ok && (
          <p className="mt-2 text-sm text-online">{t('passed')}</p>
        )}
        {last?.done === true && !last.ok && (
          <p className="mt-2 text-sm text-alarm">{t('failed')}</p>
        )}
        {tracks.length > 0 && (
          <p className="mt-1 text-sm text-quiet">{tracks.map(describeTrack).join(' · ')}</p>
        )}
        <FormError>{failure !== null && errorText(failure)}</FormError>
      </div>
      {picture !== undefined && (
        <Picture
          src={`data:image/jpeg;base64,${picture}`}
          alt={t('picture')}
          className="aspect-video w-72 shrink-0 self-start rounded-md bg-black object-contain"
        />
      )}
    </div>
  );
}

function StepLine({ step }: { step: TestStep }) {
  const t = useTranslations();
  const codeText = useCodeText();
  const rung = toRung(step.step);
  const detail = step.failure === undefined ? step.detail : codeText(step.failure.code);
  return (
    <li className="grid grid-cols-[16px_1fr_auto] items-baseline gap-x-1 text-sm">
      <Icon
        name={step.ok ? 'check' : 'close'}
        className={step.ok ? 'size-3 text-online' : 'size-3 text-alarm'}
      />
      <span className="min-w-0">
        {rung === null ? step.step : t(`live.step.${rung}`)}
        {detail !== undefined && (
          <span className={step.ok ? 'ml-2 break-all text-quiet' : 'ml-2 text-alarm'}>
            {detail}
          </span>
        )}
      </span>
      <span className="text-xs text-quiet">
        {t('devices.test.after', { ms: Math.round(step.afterMs) })}
      </span>
    </li>
  );
}

function toRung(step: string): Rung | 'picture' | null {
  return step === 'picture' ? 'picture' : rungOf(step);
}

function describeTrack(track: NonNullable<TestStep['tracks']>[number]): string {
  const size = track.width === undefined ? '' : ` ${track.width}×${track.height ?? '?'}`;
  const fps = track.fps === undefined ? '' : ` ${track.fps.toFixed(0)} fps`;
  return `${formatCodec(track.codec)}${size}${fps}`;
}
