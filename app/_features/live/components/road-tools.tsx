'use client';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { useNeighbours, type Way } from '../use-neighbours.ts';

type RoadToolsProps = {
  cameraId: string;
  /** Only to cameras that have a place on the map. */
  onMap: boolean;
  size: 'sm' | 'md';
  /** The arrow keys are somebody else's now. */
  keyless?: boolean;
  className?: string;
  onMove: (cameraId: string) => void;
};

const WAYS = [
  { way: 'backward', turn: 'rotate-180' },
  { way: 'forward', turn: '' },
] as const satisfies readonly { way: Way; turn: string }[];

/** To the next camera along the road, either way; nothing for a camera on no road. */
export function RoadTools(props: RoadToolsProps) {
  const { cameraId, className = '', keyless = false, onMap, onMove, size } = props;
  const keys = { backward: useKey('backward'), forward: useKey('forward') };
  const road = useNeighbours(cameraId, onMap, onMove);
  if (!road.onRoad) return null;
  return WAYS.map(({ way, turn }) => (
    <IconButton
      key={way}
      icon="chevronRight"
      size={size}
      className={`${turn} ${className}`}
      label={road.label(way)}
      {...(!keyless && { shortcut: keys[way] })}
      onClick={() => road.go(way)}
    />
  ));
}
