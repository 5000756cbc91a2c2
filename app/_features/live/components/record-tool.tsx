'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { type Recording, useRecordings } from '../recording/store.ts';
import { useRecorder } from '../recording/use-recorder.ts';
import type { ShownLevel } from './live-picture.tsx';

type RecordToolProps = {
  /** Where on the page: a cell, the large view. */
  picture: string;
  cameraId: string;
  name: string;
  shown: ShownLevel;
  size: 'sm' | 'md';
  className?: string;
};

/** Starts and ends a recording into a file of this computer. */
export function RecordTool(props: RecordToolProps) {
  const { picture, cameraId, name, shown, size, className } = props;
  const t = useTranslations('live.record');
  const key = useKey('record');
  const toggle = useRecorder({
    picture,
    cameraId,
    name,
    quality: shown.level === 'main' ? 'main' : 'sub',
  });
  const running = useRecordings((store) => store.running[picture] !== undefined);
  if (toggle === null) return null;
  return (
    <IconButton
      icon="record"
      size={size}
      label={t(running ? 'stop' : 'start')}
      shortcut={key}
      aria-pressed={running}
      className={className}
      onClick={toggle}
    />
  );
}

/** Over a picture that is being recorded: since when, and how much there is. */
export function RecordNotice({ picture }: { picture: string }) {
  const recording = useRecordings((store) => store.running[picture]);
  return recording === undefined ? null : <Running recording={recording} />;
}

function Running({ recording: { since, bytes } }: { recording: Recording }) {
  const t = useTranslations('live.record');
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    // A page that is closed loses what is not saved.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => {
      clearInterval(timer);
      window.removeEventListener('beforeunload', ask);
    };
  }, []);
  const seconds = Math.max(0, Math.floor((now - since) / 1_000));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <p
      role="status"
      data-recording
      className="pointer-events-none absolute top-9 left-2 z-10 flex items-center gap-1.5 rounded-sm bg-black/80 px-2 py-0.5 text-white text-xs tabular-nums"
    >
      <span aria-hidden="true" className="size-2 rounded-full bg-alarm" />
      <span className="sr-only">{t('running')}</span>
      {/* Not read out every second. */}
      <span aria-hidden="true">
        {clock} · {(bytes / 1_000_000).toFixed(1)} MB
      </span>
    </p>
  );
}
