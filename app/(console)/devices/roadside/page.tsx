import { RoadsidePage } from '../../../_features/roadside/components/roadside-page.tsx';

export default function Page() {
  return <RoadsidePage />;
}
