'use client';
import { useTranslations } from 'use-intl';
import type { ShownRecord } from '../../../../server/patrols/schema.ts';
import { cn } from '../../../_ui/cn.ts';
import { useKey } from '../../keys/context.tsx';

type RemarkStripProps = {
  record: ShownRecord | null;
  /** It has been on the screen: otherwise it cannot be found normal. */
  seen: boolean;
  onNormal: () => void;
  onAbnormal: () => void;
};

const BUTTON = 'h-6 rounded-sm px-2 text-xs text-white disabled:opacity-50';

/** Normal or not: one press, by pointer or with N and X on the chosen cell. */
export function RemarkStrip({ record, seen, onNormal, onAbnormal }: RemarkStripProps) {
  const t = useTranslations('patrol');
  const remark = record?.remark ?? null;
  return (
    <fieldset
      data-on-picture
      data-remark={remark ?? undefined}
      className="absolute right-1 bottom-1 z-10 flex items-center gap-0.5 rounded-sm bg-black/70 p-0.5"
    >
      <legend className="sr-only">{t('attestation')}</legend>
      {remark === 'abnormal' && record?.abnormality && (
        <span className="max-w-40 truncate px-1 text-alarm text-xs">
          {t(`abnormality.${record.abnormality}`)}
        </span>
      )}
      <button
        type="button"
        aria-pressed={remark === 'normal'}
        aria-keyshortcuts={useKey('markNormal')}
        disabled={!seen}
        onClick={onNormal}
        className={cn(BUTTON, remark === 'normal' ? 'bg-online/80' : 'hover:bg-white/20')}
      >
        {t('normal')}
      </button>
      <button
        type="button"
        aria-pressed={remark === 'abnormal'}
        aria-keyshortcuts={useKey('markAbnormal')}
        onClick={onAbnormal}
        className={cn(BUTTON, remark === 'abnormal' ? 'bg-alarm/80' : 'hover:bg-white/20')}
      >
        {t('abnormal')}
      </button>
    </fieldset>
  );
}
