import { FaultsPage } from '../../_features/faults/components/faults-page.tsx';

export default function Page() {
  return <FaultsPage />;
}
