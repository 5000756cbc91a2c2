'use client';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LOCK_MINUTES, type PtzState } from '../../../../server/ptz/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Select, TextInput } from '../../../_ui/field.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { useKey } from '../../keys/context.tsx';
import { useCurrentUser } from '../../session/current-user.tsx';
import type { PtzActs } from '../queries.ts';

const TICK_MS = 1_000;

/** Time left by the server's clock; counts down by itself. */
function useLeft(state: PtzState): number {
  const until = state.standing.kind === 'free' ? 0 : state.standing.until.getTime();
  const [left, setLeft] = useState(until - state.now.getTime());
  useEffect(() => {
    const ahead = Date.now() - state.now.getTime();
    const tick = () => setLeft(until - (Date.now() - ahead));
    tick();
    const timer = setInterval(tick, TICK_MS);
    return () => clearInterval(timer);
  }, [until, state.now]);
  return Math.max(0, left);
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Who has the camera and for how long; locking, giving back, taking over and waiting. */
export function LockRow({ state, acts }: { state: PtzState; acts: PtzActs }) {
  const t = useTranslations('ptz');
  const me = useCurrentUser().id;
  const left = useLeft(state);
  const { standing, cameraId } = state;
  const free = standing.kind === 'free' || left === 0;
  const mine = standing.kind !== 'free' && standing.holder.userId === me;
  const locked = !free && standing.kind === 'locked';
  const waits = state.waiting.some(({ userId }) => userId === me);
  return (
    <section aria-label={t('lock')} className="flex flex-col gap-2">
      <p role="status" className="flex items-center gap-1.5 text-sm">
        <Icon name={locked ? 'lock' : 'unlock'} className="size-3.5 shrink-0 text-quiet" />
        <span className="min-w-0 flex-1 truncate">
          {free
            ? t('free')
            : t(mine ? `mine.${standing.kind}` : `theirs.${standing.kind}`, {
                name: standing.holder.name,
              })}
        </span>
        {!free && <span className="tabular-nums text-quiet">{clock(left)}</span>}
      </p>
      {locked && standing.reason !== null && (
        <p className="text-quiet text-xs">{t('reason', { reason: standing.reason })}</p>
      )}
      {locked && mine && (
        <Button icon="unlock" onClick={() => acts.unlock.mutate({ cameraId })}>
          {t('unlock')}
        </Button>
      )}
      {!(locked && mine) && (free || mine || state.mayMove) && (
        <LockForm state={state} acts={acts} />
      )}
      {!free && !mine && state.mayTakeOver && <TakeOver state={state} acts={acts} />}
      {!free && !mine && !state.mayMove && (
        <Button
          onClick={() => (waits ? acts.leaveQueue : acts.wait).mutate({ cameraId })}
          aria-pressed={waits}
        >
          {t(waits ? 'leaveQueue' : 'wait')}
        </Button>
      )}
      {state.waiting.length > 0 && (
        <p className="text-quiet text-xs">
          {t('waiting', { names: state.waiting.map(({ name }) => name).join('、') })}
        </p>
      )}
    </section>
  );
}

function useMinutes() {
  const [minutes, setMinutes] = useState<(typeof LOCK_MINUTES)[number]>(5);
  const choose = (text: string) =>
    setMinutes(LOCK_MINUTES.find((one) => String(one) === text) ?? 5);
  return { minutes, choose };
}

function MinutesSelect({ minutes, choose }: ReturnType<typeof useMinutes>) {
  const t = useTranslations('ptz');
  return (
    <Select
      aria-label={t('lockFor')}
      value={minutes}
      onChange={(event) => choose(event.target.value)}
      className="w-24"
    >
      {LOCK_MINUTES.map((one) => (
        <option key={one} value={one}>
          {t('minutes', { count: one })}
        </option>
      ))}
    </Select>
  );
}

function LockForm({ state, acts }: { state: PtzState; acts: PtzActs }) {
  const t = useTranslations('ptz');
  const chosen = useMinutes();
  const { cameraId } = state;
  return (
    <div className="flex gap-2">
      <MinutesSelect {...chosen} />
      <Button
        icon="lock"
        className="h-8 flex-1"
        aria-keyshortcuts={useKey('ptzLock')}
        busy={acts.lock.isPending}
        onClick={() => acts.lock.mutate({ cameraId, minutes: chosen.minutes })}
      >
        {t('lock')}
      </Button>
    </div>
  );
}

function TakeOver({ state, acts }: { state: PtzState; acts: PtzActs }) {
  const t = useTranslations('ptz');
  const chosen = useMinutes();
  const [reason, setReason] = useState('');
  const { cameraId } = state;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === '') return;
    acts.takeOver.mutate({ cameraId, minutes: chosen.minutes, reason: reason.trim() });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <TextInput
        aria-label={t('takeOverReason')}
        placeholder={t('takeOverReason')}
        maxLength={200}
        required
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex gap-2">
        <MinutesSelect {...chosen} />
        <Button type="submit" look="danger" className="h-8 flex-1" busy={acts.takeOver.isPending}>
          {t('takeOver')}
        </Button>
      </div>
    </form>
  );
}
