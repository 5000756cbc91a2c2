import { Suspense } from 'react';
import { SignInPage } from '../../_features/session/components/sign-in-page.tsx';

export default function Page() {
  return (
    <Suspense>
      <SignInPage />
    </Suspense>
  );
}
