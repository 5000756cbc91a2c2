import { Suspense } from 'react';
import { MapPage } from '../_features/map/components/map-page.tsx';

export default function Page() {
  return (
    <Suspense>
      <MapPage />
    </Suspense>
  );
}
