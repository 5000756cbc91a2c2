import type { RoadsideKind } from '../../../../server/roadside/schema.ts';
import { cn } from '../../../_ui/cn.ts';

const PATHS: Record<RoadsideKind, { body: string; inside: string }> = {
  sign: { body: 'M2.5 4h11v7.500h-11z', inside: 'M4.500 6.500h7M4.500 9h5' },
  signal: { body: 'M5 1.500h6v13H5z', inside: 'M8 4.200h.01M8 8h.01M8 11.800h.01' },
  checkpoint: { body: 'M2 3h12v10.500h-3V6.500H5v7H2z', inside: '' },
};

/** As the map draws it. */
export function DeviceMark({ kind, className }: { kind: RoadsideKind; className?: string }) {
  const { body, inside } = PATHS[kind];
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={cn('size-4 shrink-0', className)}>
      <path d={body} className="fill-(--map-roadside)" />
      <path
        d={inside}
        className="fill-none stroke-panel"
        strokeWidth={kind === 'signal' ? 2.2 : 1.3}
        strokeLinecap="round"
      />
    </svg>
  );
}
