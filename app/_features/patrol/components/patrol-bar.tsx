'use client';
import { useTranslations } from 'use-intl';
import type { PatrolProgram } from '../../../../server/patrols/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Select } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { useSendToScreen } from '../../screens/send-store.ts';
import type { PatrolView } from '../session.ts';

type PatrolBarProps = {
  program: PatrolProgram;
  view: PatrolView | null;
  actions: {
    toggle: () => void;
    next: () => void;
    previous: () => void;
    jump: (page: number) => void;
    unpack: () => void;
    stop: () => void;
    fullScreen: () => void;
    allNormal: () => void;
  };
  /** Records the server does not have yet because there is no way to it. */
  late: number;
};

/** Which plan, which page, how long still; and everything that leads it. */
export function PatrolBar({ program, view, actions, late }: PatrolBarProps) {
  const t = useTranslations('patrol');
  const send = useSendToScreen();
  const playing = view?.runner.playing ?? true;
  const keys = {
    previous: useKey('previousPage'),
    next: useKey('nextPage'),
    pause: useKey('pausePatrol'),
    allNormal: useKey('markAllNormal'),
    unpack: useKey('unpack'),
    fullScreen: useKey('wallFull'),
  };
  return (
    <section
      aria-label={t('bar')}
      className="flex h-12 shrink-0 items-center gap-2 border-t bg-panel px-3"
    >
      <IconButton
        icon="previous"
        label={t('previous')}
        shortcut={keys.previous}
        onClick={actions.previous}
      />
      <Button
        look="primary"
        icon={playing ? 'pause' : 'play'}
        aria-keyshortcuts={keys.pause}
        onClick={actions.toggle}
      >
        {t(playing ? 'pause' : 'resume')}
      </Button>
      <IconButton icon="next" label={t('next')} shortcut={keys.next} onClick={actions.next} />
      <CountdownRing view={view} />
      <h1 className="min-w-16 truncate font-semibold">{program.name}</h1>
      <PageChoice view={view} onJump={actions.jump} />
      <Ahead view={view} />
      <div className="ml-auto flex shrink-0 items-center gap-2">
        {late > 0 && (
          <span role="status" className="text-fault text-xs">
            {t('late', { count: late })}
          </span>
        )}
        {view !== null && <Counts view={view} attested={program.attested} />}
        {program.attested && (
          <Button aria-keyshortcuts={keys.allNormal} onClick={actions.allNormal}>
            {t('allNormal')}
          </Button>
        )}
        <Button aria-keyshortcuts={keys.unpack} onClick={actions.unpack}>
          {t('unpack')}
        </Button>
        {send !== null && (
          <IconButton
            icon="screen"
            label={t('toScreen')}
            onClick={() =>
              send({ what: { kind: 'patrol', planId: program.id }, name: program.name })
            }
          />
        )}
        <IconButton
          icon="expand"
          label={t('fullScreen')}
          shortcut={keys.fullScreen}
          onClick={actions.fullScreen}
        />
        <Button icon="close" onClick={actions.stop}>
          {t('stop')}
        </Button>
      </div>
    </section>
  );
}

type ViewProps = { view: PatrolView | null };

function PageChoice({ view, onJump }: ViewProps & { onJump: (page: number) => void }) {
  const t = useTranslations('patrol');
  const pages = view?.runner.pages ?? 0;
  return (
    <Select
      aria-label={t('jump')}
      className="h-7 w-auto shrink-0"
      value={view?.runner.page ?? ''}
      onChange={(event) => onJump(Number(event.target.value))}
    >
      {view?.runner.page == null && <option value="">–</option>}
      {Array.from({ length: pages }, (_, page) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is its number
        <option key={page} value={page}>
          {t('page', { page: page + 1, pages })}
        </option>
      ))}
    </Select>
  );
}

/** How far the next page is with connecting, or why nothing moves. */
function Ahead({ view }: ViewProps) {
  const t = useTranslations('patrol');
  if (view === null) return null;
  const { held, next, playing, round } = view.runner;
  const words = () => {
    if (held) return t('held');
    if (!playing) return t('paused');
    if (next !== null && next.wanted > 0)
      return t('connecting', { ready: next.ready, wanted: next.wanted });
    return round > 1 ? t('round', { round }) : '';
  };
  return <span className="min-w-0 truncate text-quiet text-xs">{words()}</span>;
}

function Counts({ view: { counts }, attested }: { view: PatrolView; attested: boolean }) {
  const t = useTranslations('patrol');
  const { seen, planned, normal, abnormal } = counts;
  return (
    <span data-patrol-seen={seen} className="text-quiet text-xs">
      {t('seenOf', { seen, planned })}
      {attested && ` · ${t('judged', { normal, abnormal })}`}
    </span>
  );
}

const RADIUS = 11;
const LENGTH = 2 * Math.PI * RADIUS;

function CountdownRing({ view }: ViewProps) {
  const t = useTranslations('patrol');
  const { dwellMs = 0, remainingMs = 0 } = view?.runner ?? {};
  const seconds = Math.ceil(remainingMs / 1000);
  const share = dwellMs === 0 ? 0 : remainingMs / dwellMs;
  return (
    <span
      role="timer"
      aria-label={t('remaining', { seconds })}
      className="relative grid size-8 shrink-0 place-items-center text-xs"
    >
      <svg viewBox="0 0 28 28" aria-hidden="true" className="-rotate-90 absolute inset-0">
        <circle cx="14" cy="14" r={RADIUS} fill="none" strokeWidth="2.5" className="stroke-edge" />
        <circle
          cx="14"
          cy="14"
          r={RADIUS}
          fill="none"
          strokeWidth="2.5"
          strokeDasharray={LENGTH}
          strokeDashoffset={LENGTH * (1 - share)}
          className="stroke-accent"
        />
      </svg>
      {seconds}
    </span>
  );
}
