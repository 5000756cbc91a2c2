'use client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useOpenTalk, useTalkSupport } from '../queries.ts';
import { useTalkStore } from '../store.ts';
import { useTalkKeys } from '../use-talk-keys.ts';

type TalkToolProps = {
  cameraId: string;
  /** Where its keys are heard; null: another picture has them. */
  keys: 'wall' | 'picture' | null;
  size: 'sm' | 'md';
  className?: string;
  /** Of the lock beside it. */
  lockClassName?: string;
};

/** Talks through a camera while it is held, by pointer or by key; the lock beside it holds it down. */
export function TalkTool(props: TalkToolProps) {
  return useMay('talk.speak') ? <Tool {...props} /> : null;
}

function Tool({ cameraId, keys, size, className, lockClassName }: TalkToolProps) {
  const t = useTranslations('talk');
  const codeText = useCodeText();
  const support = useTalkSupport(cameraId);
  const { talks, locked, press, release, toggleLock } = useTalk(
    cameraId,
    support?.kind === 'no' ? support.code : null,
  );
  useTalkKeys(keys, { press, release, toggleLock });
  const shortcuts = { talk: useKey('talk'), lock: useKey('talkLock') };
  if (support?.kind === 'no') {
    const label = t('cannot', { reason: codeText(support.code) });
    return (
      <IconButton
        icon="talk"
        size={size}
        label={label}
        aria-disabled
        className={cn(className, 'opacity-50')}
        onClick={press}
      />
    );
  }
  return (
    <>
      <IconButton
        icon="talk"
        size={size}
        label={t(talks && locked ? 'locked' : 'hold')}
        shortcut={shortcuts.talk}
        aria-pressed={talks}
        className={className}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          // The pointer may leave the button while somebody speaks.
          event.currentTarget.setPointerCapture(event.pointerId);
          event.stopPropagation();
          if (talks && locked) toggleLock();
          else press();
        }}
        onPointerUp={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()} // a long press on a touch screen
        onKeyDown={(event) => {
          if ((event.key !== ' ' && event.key !== 'Enter') || event.repeat) return;
          event.preventDefault();
          if (talks && locked) toggleLock();
          else press();
        }}
        onKeyUp={(event) => {
          if (event.key !== ' ' && event.key !== 'Enter') return;
          event.preventDefault(); // else a browser clicks as well
          release();
        }}
        onClick={(event) => {
          if (event.detail === 0) toggleLock(); // by a program for those who cannot hold
        }}
        onBlur={release}
      />
      <IconButton
        icon={talks && locked ? 'unlock' : 'lock'}
        size={size}
        label={t(talks && locked ? 'unlock' : 'lock')}
        shortcut={shortcuts.lock}
        aria-pressed={talks && locked}
        className={cn(className, lockClassName)}
        onClick={toggleLock}
      />
    </>
  );
}

/** What can be done with one camera's talk; `refusal` says why nothing can. */
function useTalk(cameraId: string, refusal: string | null) {
  const open = useOpenTalk(cameraId);
  const talks = useTalks(cameraId);
  const locked = useTalkStore((store) => store.locked);
  const start = useTalkStore((store) => store.press);
  const stop = useTalkStore((store) => store.release);
  const lock = useTalkStore((store) => store.lock);
  const refuse = useTalkStore((store) => store.refuse);
  const begin = (held: boolean) => {
    if (refusal === null) start(cameraId, !held, open);
    else refuse(cameraId, refusal);
  };
  // Whatever shows the camera goes: nobody may be on the air without seeing it.
  useEffect(
    () => () => {
      if (useTalkStore.getState().cameraId === cameraId) useTalkStore.getState().release();
    },
    [cameraId],
  );
  return {
    talks,
    locked,
    press: () => {
      if (!talks) begin(true);
    },
    // Of now: a key or pointer may come up before the page has drawn that it went down.
    release: () => {
      const now = useTalkStore.getState();
      if (now.cameraId === cameraId && !now.locked) stop();
    },
    toggleLock: () => {
      if (talks && locked) stop();
      else if (talks) lock();
      else begin(false);
    },
  };
}

/** This page talks through that camera, or is about to. */
export function useTalks(cameraId: string): boolean {
  return useTalkStore(
    ({ cameraId: talked, state }) =>
      talked === cameraId && (state.name === 'connecting' || state.name === 'on-air'),
  );
}
