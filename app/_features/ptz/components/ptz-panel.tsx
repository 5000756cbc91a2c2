'use client';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import type { LensPart } from '../../../../server/drivers/schema.ts';
import type { PtzState } from '../../../../server/ptz/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useKey } from '../../keys/context.tsx';
import { useCurrentUser } from '../../session/current-user.tsx';
import { type PtzActs, usePtzActs, usePtzState } from '../queries.ts';
import { usePtzStore } from '../store.ts';
import { useGamepad } from '../use-gamepad.ts';
import { usePtzKeys } from '../use-ptz-keys.ts';
import { useSteering } from '../use-steering.ts';
import { CruiseList } from './cruise-list.tsx';
import { LensControls } from './lens-controls.tsx';
import { LockRow } from './lock-row.tsx';
import { MoveLog } from './move-log.tsx';
import { PresetList } from './preset-list.tsx';
import { RoundPad } from './round-pad.tsx';
import { ScanRow } from './scan-row.tsx';
import { SightRow } from './sight-row.tsx';

/** Everything a camera's head can do, at the right of the pictures. */
export function PtzPanel({ cameraId }: { cameraId: string | null }) {
  const t = useTranslations('ptz');
  const leave = usePtzStore((store) => store.leave);
  return (
    <aside
      aria-label={t('title')}
      data-ptz-panel
      className="flex w-64 shrink-0 flex-col border-l bg-panel"
    >
      <header className="flex h-11 shrink-0 items-center justify-between gap-2 border-b px-3">
        <h2 className="truncate font-semibold">{t('title')}</h2>
        <IconButton icon="close" label={t('leave')} shortcut={useKey('ptzMode')} onClick={leave} />
      </header>
      {cameraId === null ? (
        <EmptyState icon="ptz" title={t('chooseCamera')} className="flex-1 text-sm" />
      ) : (
        <CameraHead key={cameraId} cameraId={cameraId} />
      )}
    </aside>
  );
}

function CameraHead({ cameraId }: { cameraId: string }) {
  const t = useTranslations();
  const errorText = useErrorText();
  const { data: state, error, reset } = usePtzState(cameraId);
  if (state === undefined && error)
    return <ErrorState message={errorText(error)} retryLabel={t('common.retry')} onRetry={reset} />;
  if (state === undefined) return <LoadingRows rows={8} label={t('common.loading')} />;
  if (state.sheet === null)
    return <EmptyState icon="ptz" title={t('ptz.none')} className="flex-1 text-sm" />;
  return <Controls state={state} />;
}

function Controls({ state }: { state: PtzState }) {
  const { cameraId, cameraName, sheet, mayMove } = state;
  const hand = useSteering(cameraId);
  const acts = usePtzActs();
  const stopLed = useStopLed(state, acts);
  useKeysOf(state, acts, { hand, stopLed });
  useGamepad(hand, mayMove);
  if (sheet === null) return null;
  const stopAll = () => {
    hand.stop();
    stopLed();
  };
  return (
    <div className="scroll-area flex min-h-0 flex-1 flex-col gap-4 p-3 *:shrink-0">
      <h3 className="truncate font-medium" title={cameraName}>
        {cameraName}
      </h3>
      <LockRow state={state} acts={acts} />
      <Notice />
      {sheet.panTilt && <RoundPad hand={hand} disabled={!mayMove} onStop={stopAll} />}
      {sheet.panTilt && sheet.zoom && <FrameToggle disabled={!mayMove} />}
      <LensControls
        sheet={sheet}
        hand={hand}
        disabled={!mayMove}
        onAuto={(part) => acts.autoLens.mutate({ cameraId, part })}
      />
      <HomeRow state={state} acts={acts} />
      <PresetList state={state} acts={acts} />
      <CruiseList state={state} acts={acts} />
      <ScanRow state={state} acts={acts} />
      <SightRow state={state} acts={acts} />
      <MoveLog state={state} />
    </div>
  );
}

function FrameToggle({ disabled }: { disabled: boolean }) {
  const t = useTranslations('ptz');
  const frames = usePtzStore((store) => store.frames);
  const toggle = usePtzStore((store) => store.toggleFrames);
  return (
    <Button
      icon="fit"
      disabled={disabled}
      aria-pressed={frames}
      title={t('framesHint')}
      onClick={toggle}
      className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
    >
      {t('frames')}
    </Button>
  );
}

/** What stops a move by hand stops a cruise or a scan as well. */
function useStopLed({ cameraId, cruises, scan }: PtzState, acts: PtzActs): () => void {
  const { mutate: stopCruise } = acts.stopCruise;
  const { mutate: stopScan } = acts.stopScan;
  const cruising = cruises.some(({ running }) => running !== null);
  const scanning = scan !== null && scan.running !== null;
  return useCallback(() => {
    if (cruising) stopCruise({ cameraId });
    if (scanning) stopScan({ cameraId });
  }, [cameraId, cruising, scanning, stopCruise, stopScan]);
}

type Hands = { hand: ReturnType<typeof useSteering>; stopLed: () => void };

function useKeysOf(state: PtzState, acts: PtzActs, { hand, stopLed }: Hands): void {
  const { cameraId, presets, sheet, standing, mayMove } = state;
  const me = useCurrentUser().id;
  const leave = usePtzStore((store) => store.leave);
  const call = acts.callPreset.mutate;
  const [autoLens, home] = [acts.autoLens.mutate, acts.home.mutate];
  const auto = useCallback(
    (part: LensPart) => {
      if (part === 'focus' ? sheet?.autoFocus : sheet?.autoIris) autoLens({ cameraId, part });
    },
    [cameraId, sheet, autoLens],
  );
  const goHome = useCallback(() => {
    if (sheet?.home) home({ cameraId });
  }, [cameraId, sheet, home]);
  const callPreset = useCallback(
    (number: number) => {
      if (presets.some((preset) => preset.number === number)) call({ cameraId, number });
    },
    [cameraId, presets, call],
  );
  const [lock, unlock] = [acts.lock.mutate, acts.unlock.mutate];
  const mine = standing.kind === 'locked' && standing.holder.userId === me;
  const toggleLock = useCallback(() => {
    if (mine) unlock({ cameraId });
    else if (mayMove) lock({ cameraId, minutes: 5 });
  }, [cameraId, mine, mayMove, lock, unlock]);
  usePtzKeys(hand, { callPreset, stopLed, toggleLock, auto, goHome, leave });
}

function Notice() {
  const errorText = useErrorText();
  const notice = usePtzStore((store) => store.notice);
  return (
    <p role="alert" className="text-alarm text-sm empty:hidden">
      {notice !== null && errorText(notice)}
    </p>
  );
}

/** Home position and what else the head can be told. */
function HomeRow({ state, acts }: { state: PtzState; acts: PtzActs }) {
  const t = useTranslations('ptz');
  const { cameraId, sheet, mayMove } = state;
  if (!sheet || (!sheet.home && sheet.auxiliary.length === 0)) return null;
  return (
    <div className="flex flex-wrap gap-1.5">
      {sheet.home && (
        <Button
          icon="home"
          disabled={!mayMove}
          onClick={() => acts.home.mutate({ cameraId })}
          className="px-2"
        >
          {t('home')}
        </Button>
      )}
      {sheet.setHome && (
        <Button
          disabled={!mayMove}
          onClick={() => acts.setHome.mutate({ cameraId })}
          className="px-2"
        >
          {t('setHome')}
        </Button>
      )}
      {sheet.auxiliary.map((command) => (
        <Button
          key={command}
          disabled={!mayMove}
          onClick={() => acts.auxiliary.mutate({ cameraId, command })}
          className="px-2"
        >
          {command.replace(/^tt:/, '').replace('|', ' ')}
        </Button>
      ))}
    </div>
  );
}
