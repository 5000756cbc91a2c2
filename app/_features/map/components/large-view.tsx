'use client';
import { LargePicture } from '../../live/components/large-picture.tsx';
import { usePlaceText } from '../format.ts';
import { useMapCamera } from '../queries.ts';
import { useRoadCode } from '../use-road-code.ts';

export function LargeView({
  cameraId,
  requestedAt,
  onMove,
  onClose,
}: {
  cameraId: string;
  requestedAt: number;
  onMove: (cameraId: string) => void;
  onClose: () => void;
}) {
  const camera = useMapCamera(cameraId);
  const placeText = usePlaceText();
  const roadCode = useRoadCode();
  if (camera === undefined) return null;
  return (
    <LargePicture
      key={cameraId}
      camera={camera}
      place={placeText(camera, roadCode(camera.roadId))}
      requestedAt={requestedAt}
      onMove={onMove}
      onClose={onClose}
    />
  );
}
