import { ScreensPage } from '../../_features/screens/components/screens-page.tsx';

export default function Page() {
  return <ScreensPage />;
}
