import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';
import { Icon, type IconName } from './icons.tsx';

/** Nothing here yet: says so, and offers the way on. */
export function EmptyState({
  icon,
  title,
  children,
  className,
}: {
  icon: IconName;
  title: string;
  children?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={cn(
        'flex flex-col items-center justify-center gap-2 p-8 text-center text-quiet',
        className,
      )}
    >
      <Icon name={icon} className="size-6 text-faint" />
      <p>{title}</p>
      {children}
    </div>
  );
}

/** Something failed: what happened, and a retry. */
export function ErrorState({
  message,
  retryLabel,
  onRetry,
  className,
}: {
  message: string;
  retryLabel: string;
  onRetry?: () => void;
  className?: string;
}) {
  return (
    <div
      role="alert"
      className={cn('flex flex-col items-center justify-center gap-3 p-8 text-center', className)}
    >
      <p className="text-quiet">{message}</p>
      {onRetry !== undefined && (
        <Button icon="retry" onClick={onRetry}>
          {retryLabel}
        </Button>
      )}
    </div>
  );
}

/** Rows on their way, in the height they will have. */
export function LoadingRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 p-3">
      {Array.from({ length: rows }, (_, row) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
          key={row}
          className="waiting h-3 rounded-sm bg-edge"
          style={{ width: `${45 + ((row * 37) % 50)}%` }}
        />
      ))}
    </div>
  );
}

export function Progress({ value, max, label }: { value: number; max: number; label: string }) {
  const share = max > 0 ? Math.min(value / max, 1) : 0;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={max}
      className="h-1 w-full overflow-hidden rounded-full bg-edge"
    >
      <div className="h-full bg-accent" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
