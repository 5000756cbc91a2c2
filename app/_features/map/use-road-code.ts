'use client';
import { useMemo } from 'react';
import { useRoadGeometry } from './queries.ts';

/** Road id → code such as G40, from the roads that the map has anyway. */
export function useRoadCode(enabled = true): (roadId: string | null) => string | null {
  const { data } = useRoadGeometry(enabled);
  const codes = useMemo(
    () => new Map(data?.features.map(({ properties }) => [properties.roadId, properties.code])),
    [data],
  );
  return (roadId) => (roadId === null ? null : (codes.get(roadId) ?? null));
}
