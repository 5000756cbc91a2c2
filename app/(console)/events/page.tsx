import { EventsPage } from '../../_features/events/components/events-page.tsx';

export default function Page() {
  return <EventsPage />;
}
