'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { MIN_PASSWORD_LENGTH } from '../../../../server/session/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useCurrentSession, useSessionReload } from '../queries.ts';
import { AuthFrame } from './auth-frame.tsx';

export function ChangePasswordPage() {
  const t = useTranslations('auth');
  const router = useRouter();
  const session = useCurrentSession();
  const user = session.data?.user;
  useEffect(() => {
    if (session.data && user === null) router.replace('/sign-in');
  }, [session.data, user, router]);
  return (
    <AuthFrame
      title={t('changeTitle')}
      {...(user?.mustChangePassword === true && { note: t('mustChange') })}
    >
      <ChangePasswordForm username={user?.username ?? ''} />
    </AuthFrame>
  );
}

function ChangePasswordForm({ username }: { username: string }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const router = useRouter();
  const reload = useSessionReload();
  const errorText = useErrorText();
  const showToast = useToasts((state) => state.show);
  const [mismatch, setMismatch] = useState(false);
  const change = useMutation(trpc.session.changePassword.mutationOptions());

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next = String(form.get('next') ?? '');
    const differs = next !== String(form.get('again') ?? '');
    setMismatch(differs);
    if (differs) return;
    try {
      await change.mutateAsync({ current: String(form.get('current') ?? ''), next });
    } catch {
      return;
    }
    await reload();
    showToast({ tone: 'plain', text: t('auth.changed') });
    router.replace('/');
  };

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <Field label={t('auth.current')}>
        {(control) => (
          <TextInput
            {...control}
            name="current"
            type="password"
            autoComplete="current-password"
            required
            autoFocus
          />
        )}
      </Field>
      <Field label={t('auth.next')} hint={t('auth.rule', { length: MIN_PASSWORD_LENGTH })}>
        {(control) => (
          <TextInput
            {...control}
            name="next"
            type="password"
            autoComplete="new-password"
            required
            minLength={MIN_PASSWORD_LENGTH}
            maxLength={128}
          />
        )}
      </Field>
      <Field label={t('auth.again')} error={mismatch ? t('auth.mismatch') : undefined}>
        {(control) => (
          <TextInput
            {...control}
            name="again"
            type="password"
            autoComplete="new-password"
            required
          />
        )}
      </Field>
      <FormError>{change.error !== null && errorText(change.error)}</FormError>
      <Button type="submit" look="primary" className="h-8" busy={change.isPending}>
        {t('auth.change')}
      </Button>
    </form>
  );
}
