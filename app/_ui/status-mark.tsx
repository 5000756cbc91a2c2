import { cn } from './cn.ts';

export type MarkShape = 'online' | 'offline' | 'fault' | 'alarm' | 'locked' | 'unknown';

const COLOURS: Record<MarkShape, string> = {
  online: 'text-online',
  offline: 'text-offline',
  fault: 'text-fault',
  alarm: 'text-alarm',
  locked: 'text-locked',
  unknown: 'text-offline',
};

/** Status as colour and shape at once: ● online, ○ offline, ◆ fault, ▲ alarm, ■ locked, a dotted ring for unknown. */
export function StatusMark({
  status,
  label,
  className,
}: {
  status: MarkShape;
  /** Spoken; leave out where the word stands beside the mark. */
  label?: string;
  className?: string;
}) {
  return (
    <svg
      viewBox="0 0 12 12"
      className={cn('size-3 shrink-0', COLOURS[status], className)}
      aria-hidden={label === undefined}
      role="img"
      aria-label={label}
    >
      {shape(status)}
    </svg>
  );
}

function shape(status: MarkShape) {
  switch (status) {
    case 'online':
      return <circle cx="6" cy="6" r="4" fill="currentColor" />;
    case 'offline':
      return <circle cx="6" cy="6" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.6" />;
    case 'fault':
      return <path d="M6 .8L11.2 6 6 11.2 .8 6z" fill="currentColor" />;
    case 'alarm':
      return <path d="M6 1l5.5 9.8H.5z" fill="currentColor" />;
    case 'locked':
      return <rect x="1.8" y="1.8" width="8.4" height="8.4" rx="1" fill="currentColor" />;
    case 'unknown':
      return (
        <circle
          cx="6"
          cy="6"
          r="3.6"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray="1.6 1.6"
        />
      );
  }
}
