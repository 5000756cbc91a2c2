'use client';
import { useTranslations } from 'use-intl';
import type { MosaicView } from '../../../../server/mosaics/schema.ts';
import { formatBitrate } from '../../../_lib/format/quantity.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';

/** What the mosaic costs the worker just now, and what of it cannot be seen. */
export function MosaicCost({ state }: { state: MosaicView }) {
  const t = useTranslations('mosaic');
  const codeText = useCodeText();
  const { cameras, cells, running } = state;
  if (running === null)
    return (
      <p className="text-quiet text-xs">
        {t('cost', { cameras, cells })} · {t('idle')}
      </p>
    );
  const { bitrate, fps, keyFrameCells, missing, nodeId, picturesPerSecond, viewers } = running;
  const pictures = Math.round(picturesPerSecond);
  const pixels = Math.round(running.pixelsPerSecond / 1_000_000);
  const facts = [
    t('cost', { cameras, cells }),
    t('decodes', { pictures, pixels }),
    t('makes', { fps: Math.round(fps), bitrate: formatBitrate(bitrate) }),
    t('viewers', { count: viewers }),
    t('node', { node: nodeId }),
  ];
  return (
    <div data-mosaic-cost className="flex flex-col gap-0.5 text-quiet text-xs">
      <p>{facts.join(' · ')}</p>
      {keyFrameCells > 0 && (
        <p className="text-fault">{t('keyFrames', { count: keyFrameCells })}</p>
      )}
      {missing.map(({ name, code }) => (
        <p key={name} className="text-fault">
          {t('missing', { name, reason: codeText(code) })}
        </p>
      ))}
    </div>
  );
}
