import { useTranslations } from 'use-intl';
import type { EventSeverity } from '../../../../server/events/schema.ts';
import { cn } from '../../../_ui/cn.ts';

const LOOKS: Record<EventSeverity, { shape: string; text: string }> = {
  info: { shape: 'rounded-full bg-accent', text: 'text-quiet' },
  warn: { shape: 'rotate-45 bg-fault', text: 'text-text' },
  critical: { shape: 'bg-alarm', text: 'font-medium text-alarm' },
};

/** Severity by shape, colour and word. */
export function SeverityMark({ severity }: { severity: EventSeverity }) {
  const t = useTranslations('events.severities');
  const { shape, text } = LOOKS[severity];
  return (
    <span className={cn('inline-flex items-center gap-2', text)}>
      <span aria-hidden="true" className={cn('size-2 shrink-0', shape)} />
      {t(severity)}
    </span>
  );
}
