import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { Icon, type IconName } from './icons.tsx';

type ButtonLook = 'plain' | 'primary' | 'danger' | 'quiet';

const LOOKS: Record<ButtonLook, string> = {
  plain: 'border-edge bg-raised text-text hover:bg-hover',
  primary: 'border-accent-strong bg-accent-strong text-white hover:brightness-110',
  danger: 'border-alarm/60 bg-alarm-soft text-alarm hover:brightness-110',
  quiet: 'border-transparent text-quiet hover:bg-hover hover:text-text',
};

type ButtonProps = ComponentProps<'button'> & {
  look?: ButtonLook;
  icon?: IconName;
  busy?: boolean;
};

export function Button({
  look = 'plain',
  icon,
  busy = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cn(
        'inline-flex h-7 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-3 text-sm font-medium',
        'disabled:opacity-50',
        LOOKS[look],
        busy && 'waiting',
        className,
      )}
    >
      {icon !== undefined && <Icon name={icon} className="size-3.5 shrink-0" />}
      {children}
    </button>
  );
}
