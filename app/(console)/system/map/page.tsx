import { MapSettingsPage } from '../../../_features/system/components/map-settings-page.tsx';

export default function Page() {
  return <MapSettingsPage />;
}
