'use client';
import { useTranslations } from 'use-intl';
import { Icon } from '../../../_ui/icons.tsx';
import { STILL } from '../ptz-link.ts';
import type { Steer } from '../use-steering.ts';
import { HoldButton } from './hold-button.tsx';

/** Name, direction, and where on the ring it stands: degrees clockwise from the top. */
const DIRECTIONS = [
  ['up', 0, 1, 0],
  ['upRight', 1, 1, 45],
  ['right', 1, 0, 90],
  ['downRight', 1, -1, 135],
  ['down', 0, -1, 180],
  ['downLeft', -1, -1, 225],
  ['left', -1, 0, 270],
  ['upLeft', -1, 1, 315],
] as const;

/** From the middle, as a share of the pad's width. */
const RING = 0.36;

type PadProps = { hand: Steer; disabled: boolean; onStop: () => void };

export function RoundPad({ hand, disabled, onStop }: PadProps) {
  const t = useTranslations('ptz');
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border and a legend of its own
    <div
      role="group"
      aria-label={t('pad')}
      className="relative mx-auto size-44 rounded-full border border-edge bg-raised"
    >
      {DIRECTIONS.map(([name, pan, tilt, angle]) => (
        <HoldButton
          key={name}
          label={t(name)}
          disabled={disabled}
          data-direction={name}
          onHold={() => hand.steer({ ...STILL, pan, tilt })}
          onRelease={hand.stop}
          className="absolute size-10 -translate-1/2 rounded-full"
          style={{
            left: `${(0.5 + RING * Math.sin((angle * Math.PI) / 180)) * 100}%`,
            top: `${(0.5 - RING * Math.cos((angle * Math.PI) / 180)) * 100}%`,
          }}
        >
          <span style={{ rotate: `${angle}deg` }}>
            <Icon name="arrowUp" className={angle % 90 === 0 ? 'size-5' : 'size-3.5'} />
          </span>
        </HoldButton>
      ))}
      <button
        type="button"
        aria-label={t('stop')}
        title={t('stop')}
        onClick={onStop}
        className="absolute top-1/2 left-1/2 flex size-12 -translate-1/2 items-center justify-center rounded-full border border-edge bg-panel text-quiet hover:text-alarm"
      >
        <Icon name="stop" className="size-4" />
      </button>
    </div>
  );
}
