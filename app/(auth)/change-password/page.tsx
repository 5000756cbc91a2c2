import { ChangePasswordPage } from '../../_features/session/components/change-password-form.tsx';

export default function Page() {
  return <ChangePasswordPage />;
}
