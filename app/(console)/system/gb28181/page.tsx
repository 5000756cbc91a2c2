import { Gb28181Page } from '../../../_features/system/components/gb28181-page.tsx';

export default function Page() {
  return <Gb28181Page />;
}
