'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useTranslations } from 'use-intl';
import { roleSchema } from '../../../../server/session/schema.ts';
import type { UserView } from '../../../../server/users/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { appError, invalidFields } from '../../../_lib/trpc/app-error.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, FormError, Select, TextInput } from '../../../_ui/field.tsx';

type UserDialogProps = {
  user: UserView | null;
  onClose: () => void;
  /** A first password to pass on, when one was made. */
  onCreated: (name: string, password: string | null) => void;
};

export function UserDialog({ user, onClose, onCreated }: UserDialogProps) {
  const t = useTranslations();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const formId = useId();
  const options = { onSuccess: () => queryClient.invalidateQueries(trpc.users.pathFilter()) };
  const create = useMutation(trpc.users.create.mutationOptions(options));
  const update = useMutation(trpc.users.update.mutationOptions(options));
  const error = create.error ?? update.error;
  const refused = error === null ? new Set<string>() : invalidFields(appError(error));
  const problem = (field: string) => (refused.has(field) ? t('devices.form.refused') : undefined);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const displayName = String(form.get('displayName') ?? '').trim();
    const role = roleSchema.catch('operator').parse(form.get('role'));
    if (user !== null)
      return update.mutate({ id: user.id, displayName, role }, { onSuccess: onClose });
    const username = String(form.get('username') ?? '').trim();
    create.mutate(
      { username, displayName, role },
      { onSuccess: ({ password }) => onCreated(displayName, password) },
    );
  };

  return (
    <Dialog
      title={user === null ? t('users.add') : t('users.edit')}
      closeLabel={t('common.close')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            look="primary"
            busy={create.isPending || update.isPending}
          >
            {t('common.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className="flex flex-col gap-4" onSubmit={submit}>
        <Field
          label={t('users.username')}
          hint={t('users.usernameHint')}
          error={problem('username')}
        >
          {(control) => (
            <TextInput
              {...control}
              name="username"
              required
              disabled={user !== null}
              defaultValue={user?.username ?? ''}
              pattern="[A-Za-z0-9][A-Za-z0-9._\-]{1,31}"
              autoCapitalize="none"
            />
          )}
        </Field>
        <Field label={t('users.displayName')} error={problem('displayName')}>
          {(control) => (
            <TextInput
              {...control}
              name="displayName"
              required
              maxLength={64}
              defaultValue={user?.displayName ?? ''}
            />
          )}
        </Field>
        <Field label={t('users.role')} error={problem('role')}>
          {(control) => (
            <Select {...control} name="role" defaultValue={user?.role ?? 'operator'}>
              {roleSchema.options.map((role) => (
                <option key={role} value={role}>
                  {t(`roles.${role}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <FormError>{error !== null && errorText(error)}</FormError>
      </form>
    </Dialog>
  );
}
