'use client';
import { useTranslations } from 'use-intl';
import type { Quality } from '../../../../server/cameras/schema.ts';
import type { Place } from '../../../../server/walls/schema.ts';
import { useCodeText } from '../../../_lib/i18n/use-error-text.ts';
import { PlayerNotice } from '../../live/components/player-notice.tsx';
import { Still } from '../../live/components/still.tsx';
import { PictureHeader } from '../../wall/components/picture-header.tsx';
import type { PatrolSlot } from '../program.ts';
import type { PatrolCell as Cell } from '../session.ts';
import { RemarkStrip } from './remark-strip.tsx';

type PatrolCellProps = {
  index: number;
  place: Place;
  cell: Cell | null;
  attested: boolean;
  quality: Quality;
  onRetry: () => void;
  onNormal: () => void;
  onAbnormal: () => void;
};

const VIDEO = 'absolute inset-0 size-full object-cover data-[layer=next]:opacity-0';

/** A cell whose two videos stay while cameras come and go. */
export function PatrolCell(props: PatrolCellProps) {
  const { index, place, cell, attested, quality } = props;
  const t = useTranslations();
  const [x, y, width, height] = place;
  const slot = cell?.slot ?? null;
  const next = cell?.next ?? null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid over a picture
    <section
      role="group"
      data-wall-cell={index}
      data-camera={slot?.cameraId}
      data-position={slot?.position}
      aria-label={slot?.camera?.name ?? t('wall.emptyCell', { number: index + 1 })}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: N and X judge the chosen cell
      tabIndex={0}
      style={{ gridArea: `${y + 1} / ${x + 1} / span ${height} / span ${width}` }}
      className="group/cell @container relative min-h-0 min-w-0 overflow-hidden bg-page outline-none select-none"
    >
      {next !== null && next.cameraId !== slot?.cameraId && (
        <Still
          key={next.cameraId}
          cameraId={next.cameraId}
          video={null}
          fit="object-cover"
          alt=""
        />
      )}
      {cell !== null && slot !== null && (
        <Still
          key={slot.cameraId}
          cameraId={slot.cameraId}
          video={cell.state}
          fit="object-cover"
          alt=""
        />
      )}
      <video className={VIDEO} muted playsInline disablePictureInPicture tabIndex={-1} />
      <video className={VIDEO} muted playsInline disablePictureInPicture tabIndex={-1} />
      {cell !== null && slot !== null && (
        <>
          <PlayerNotice
            key={slot.position}
            cameraId={slot.cameraId}
            quality={quality}
            view={{
              state: cell.state,
              pictured: cell.pictured,
              retry: props.onRetry,
              stats: () => null,
            }}
          />
          <PictureHeader cameraId={slot.cameraId} quality={quality} />
          <PresetFailure slot={slot} code={cell.record?.presetFailure ?? null} />
          {attested && (
            <RemarkStrip
              record={cell.record}
              seen={cell.pictured || cell.record?.shownFrom != null}
              onNormal={props.onNormal}
              onAbnormal={props.onAbnormal}
            />
          )}
        </>
      )}
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-0 z-20 border-2 border-transparent group-focus-visible/cell:border-white group-focus-within/cell:border-accent"
      />
    </section>
  );
}

const HELD: Readonly<Record<string, 'heldByOthers' | 'onCruise' | 'onScan' | undefined>> = {
  'ptz.locked': 'heldByOthers',
  'ptz.cruising': 'onCruise',
  'ptz.scanning': 'onScan',
};

/** The camera does not look where the plan says, and why. */
function PresetFailure({ slot, code }: { slot: PatrolSlot; code: string | null }) {
  const t = useTranslations('patrol');
  const codeText = useCodeText();
  if (code === null || slot.preset === null) return null;
  const text = t('presetFailed', { name: slot.preset.name || slot.preset.token });
  const known = HELD[code];
  const why = known === undefined ? codeText(code) : t(known);
  return (
    <p
      role="status"
      data-preset-failure={code}
      title={why}
      className="absolute top-8 left-1 z-10 max-w-[calc(100%-0.5rem)] truncate rounded-sm bg-black/75 px-1.5 py-0.5 text-fault text-xs"
    >
      {text} · {why}
    </p>
  );
}
