import { WorkersPage } from '../../../_features/system/components/workers-page.tsx';

export default function Page() {
  return <WorkersPage />;
}
