import type { Metadata } from 'next';
import { KioskPage } from '../_features/screens/kiosk/kiosk-page.tsx';

export const metadata: Metadata = { title: '大屏' };

/** What the browser of a physical screen opens: nobody signs in here. */
export default function Page() {
  return <KioskPage />;
}
