'use client';
import { useTranslations } from 'use-intl';
import { AuthFrame } from './auth-frame.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInPage() {
  const t = useTranslations('auth');
  return (
    <AuthFrame title={t('title')}>
      <SignInForm />
    </AuthFrame>
  );
}
