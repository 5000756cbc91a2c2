'use client';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import type { LiveView } from '../use-live-view.ts';

/** Nobody takes for live what is not, and everybody gets back with one click. */
export function AgainNotice({ view }: { view: Pick<LiveView, 'state' | 'goLive'> }) {
  const t = useTranslations('live');
  const { state } = view;
  if (state.name !== 'playing' || state.againS === undefined) return null;
  return (
    <div
      role="status"
      className="absolute bottom-2 left-2 flex items-center gap-1.5 rounded-sm bg-black/75 pl-2 text-fault text-xs"
    >
      {t('again', { seconds: state.againS })}
      <Button look="quiet" className="text-white" onClick={view.goLive}>
        {t('goLive')}
      </Button>
    </div>
  );
}
