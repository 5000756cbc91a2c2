import { UsersPage } from '../../../_features/system/components/users-page.tsx';

export default function Page() {
  return <UsersPage />;
}
