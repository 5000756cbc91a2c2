import { DevicesPage } from '../../_features/devices/components/devices-page.tsx';

export default function Page() {
  return <DevicesPage />;
}
