import { PositionsPage } from '../../../_features/system/components/positions-page.tsx';

export default function Page() {
  return <PositionsPage />;
}
