import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { Icon, type IconName } from './icons.tsx';
import { keyText } from './key-text.ts';
import { Tooltip } from './tooltip.tsx';

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label' | 'title'> & {
  icon: IconName;
  /** Spoken name and tooltip. */
  label: string;
  shortcut?: string;
  size?: 'sm' | 'md';
};

/** A button that shows only a picture, and therefore always carries a name. */
export function IconButton({
  icon,
  label,
  shortcut,
  size = 'md',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={shortcut === undefined ? label : `${label}  ${keyText(shortcut)}`}>
      <button
        type="button"
        aria-keyshortcuts={shortcut}
        {...rest}
        aria-label={label}
        className={cn(
          'inline-flex shrink-0 items-center justify-center rounded-sm text-quiet hover:bg-hover hover:text-text',
          'aria-pressed:bg-accent-soft aria-pressed:text-accent disabled:opacity-40',
          size === 'sm' ? 'size-5' : 'size-7',
          className,
        )}
      >
        <Icon name={icon} className={size === 'sm' ? 'size-3.5' : 'size-4'} />
      </button>
    </Tooltip>
  );
}
