'use client';
import { useMutation } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { type AppError, appError } from '../../../_lib/trpc/app-error.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Checkbox, Field, FormError, TextInput } from '../../../_ui/field.tsx';
import { useSessionReload } from '../queries.ts';
import { safeReturnPath } from '../return-path.ts';

export function SignInForm() {
  const t = useTranslations('auth');
  const trpc = useTRPC();
  const router = useRouter();
  const from = useSearchParams().get('from');
  const reload = useSessionReload();
  const errorText = useErrorText();
  const [shown, setShown] = useState(false);
  const signIn = useMutation(trpc.session.signIn.mutationOptions());
  const secondsLeft = useLockCountdown(signIn.error === null ? null : appError(signIn.error));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const username = String(form.get('username') ?? '').trim();
    const password = String(form.get('password') ?? '');
    if (username === '' || password === '') return;
    try {
      await signIn.mutateAsync({ username, password });
    } catch {
      return;
    }
    await reload();
    router.replace(safeReturnPath(from));
  };

  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
      <Field label={t('username')}>
        {(control) => (
          <TextInput
            {...control}
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            required
            autoFocus
            maxLength={64}
          />
        )}
      </Field>
      <Field label={t('password')}>
        {(control) => (
          <TextInput
            {...control}
            name="password"
            type={shown ? 'text' : 'password'}
            autoComplete="current-password"
            required
            maxLength={128}
          />
        )}
      </Field>
      <Checkbox
        label={t('showPassword')}
        checked={shown}
        onChange={(event) => setShown(event.target.checked)}
      />
      <FormError>
        {signIn.error !== null &&
          (secondsLeft > 0 ? t('lockedFor', { seconds: secondsLeft }) : errorText(signIn.error))}
      </FormError>
      <Button
        type="submit"
        look="primary"
        className="h-8"
        busy={signIn.isPending}
        disabled={secondsLeft > 0}
      >
        {t('signIn')}
      </Button>
    </form>
  );
}

/** Seconds until a locked account may try again; 0 when it is not locked. */
function useLockCountdown(error: AppError | null): number {
  const until = error?.code.startsWith('auth.') === true ? Number(error.details.untilMs ?? 0) : 0;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until === 0) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(0, Math.ceil((until - now) / 1_000));
}
