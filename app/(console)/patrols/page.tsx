import { PlansPage } from '../../_features/patrol/components/plans-page.tsx';

export default function Page() {
  return <PlansPage />;
}
