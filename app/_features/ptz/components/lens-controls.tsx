'use client';
import { useTranslations } from 'use-intl';
import type { LensPart, PtzSheet } from '../../../../server/drivers/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Icon } from '../../../_ui/icons.tsx';
import { useKey } from '../../keys/context.tsx';
import { STILL } from '../ptz-link.ts';
import { usePtzStore } from '../store.ts';
import type { Steer } from '../use-steering.ts';
import { HoldButton } from './hold-button.tsx';

const LENS = ['zoom', 'focus', 'iris'] as const;

/** Zoom, focus and iris, as far as the camera has them, and the speed. */
export function LensControls({
  sheet,
  hand,
  disabled,
  onAuto,
}: {
  sheet: PtzSheet;
  hand: Steer;
  disabled: boolean;
  onAuto: (part: LensPart) => void;
}) {
  const t = useTranslations('ptz');
  const autoKey = useKey('autoFocus');
  const autos = { focus: sheet.autoFocus, iris: sheet.autoIris };
  return (
    <div className="flex flex-col gap-1.5">
      {LENS.filter((axis) => sheet[axis]).map((axis) => (
        <div key={axis} className="flex items-center gap-2">
          <span className="w-12 text-quiet text-sm">{t(axis)}</span>
          {([-1, 1] as const).map((sign) => (
            <HoldButton
              key={sign}
              label={t(`${axis}${sign < 0 ? 'Out' : 'In'}`)}
              disabled={disabled}
              onHold={() => hand.steer({ ...STILL, [axis]: sign })}
              onRelease={hand.stop}
              className="h-8 flex-1 rounded-md border border-edge bg-raised"
            >
              <Icon name={sign < 0 ? 'minus' : 'plus'} />
            </HoldButton>
          ))}
          {axis !== 'zoom' && autos[axis] && (
            <Button
              className="h-8 px-2"
              disabled={disabled}
              aria-label={t(`${axis}Auto`)}
              aria-keyshortcuts={axis === 'focus' ? autoKey : `Shift+${autoKey}`}
              onClick={() => onAuto(axis)}
            >
              {t('auto')}
            </Button>
          )}
        </div>
      ))}
      <Speed />
    </div>
  );
}

function Speed() {
  const t = useTranslations('ptz');
  const speed = usePtzStore((store) => store.speed);
  const setSpeed = usePtzStore((store) => store.setSpeed);
  return (
    <label className="flex items-center gap-2 text-quiet text-sm">
      <span className="w-12">{t('speed')}</span>
      <input
        type="range"
        min={1}
        max={100}
        value={speed}
        onChange={(event) => setSpeed(Number(event.target.value))}
        className="min-w-0 flex-1 accent-accent"
      />
      <span className="w-7 text-right tabular-nums text-text">{speed}</span>
    </label>
  );
}
