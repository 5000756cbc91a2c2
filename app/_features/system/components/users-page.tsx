'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { UserView } from '../../../../server/users/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Button } from '../../../_ui/button.tsx';
import { ConfirmDialog } from '../../../_ui/confirm-dialog.tsx';
import { type Column, DataTable } from '../../../_ui/data-table.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useCurrentUser } from '../../session/current-user.tsx';
import { OneTimePassword } from './one-time-password.tsx';
import { PageHeader } from './page-header.tsx';
import { UserDialog } from './user-dialog.tsx';

type Open =
  | { kind: 'create' }
  | { kind: 'edit'; user: UserView }
  | { kind: 'reset'; user: UserView }
  | { kind: 'disable'; user: UserView }
  | { kind: 'password'; name: string; password: string }
  | null;

const MOST_USERS = 200;

export function UsersPage() {
  const t = useTranslations();
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [open, setOpen] = useState<Open>(null);
  const users = useQuery(trpc.users.list.queryOptions({ limit: MOST_USERS }));
  const act = useUserActions(setOpen);
  const columns = useUserColumns(setOpen, (user) => act.setDisabled(user, false));
  const close = () => setOpen(null);
  return (
    <>
      <PageHeader title={t('users.title')}>
        <Button
          look="primary"
          icon="plus"
          className="ml-auto"
          onClick={() => setOpen({ kind: 'create' })}
        >
          {t('users.add')}
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1">
        {users.isPending && <LoadingRows rows={6} label={t('common.loading')} />}
        {users.isError && (
          <ErrorState
            message={errorText(users.error)}
            retryLabel={t('common.retry')}
            onRetry={() => void users.refetch()}
          />
        )}
        {users.isSuccess && (
          <DataTable
            label={t('users.title')}
            rows={users.data.items}
            rowId={(user) => user.id}
            columns={columns}
            onOpen={(user) => setOpen({ kind: 'edit', user })}
            empty={<EmptyState icon="users" title={t('users.empty')} />}
          />
        )}
      </div>
      {open?.kind === 'create' && (
        <UserDialog
          user={null}
          onClose={close}
          onCreated={(name, password) =>
            setOpen(password === null ? null : { kind: 'password', name, password })
          }
        />
      )}
      {open?.kind === 'edit' && <UserDialog user={open.user} onClose={close} onCreated={close} />}
      {open?.kind === 'reset' && (
        <ConfirmDialog
          title={t('users.reset')}
          text={t('users.resetAsk', { name: open.user.displayName })}
          confirm={t('users.reset')}
          busy={act.busy}
          onConfirm={() => act.reset(open.user)}
          onClose={close}
        />
      )}
      {open?.kind === 'disable' && (
        <ConfirmDialog
          title={t('users.disable')}
          text={t('users.disableAsk', { name: open.user.displayName })}
          confirm={t('users.disable')}
          busy={act.busy}
          onConfirm={() => act.setDisabled(open.user, true)}
          onClose={close}
        />
      )}
      {open?.kind === 'password' && (
        <OneTimePassword name={open.name} password={open.password} onClose={close} />
      )}
    </>
  );
}

function useUserActions(setOpen: (open: Open) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const options = {
    onError: (error: unknown) => {
      setOpen(null);
      showToast({ tone: 'error' as const, text: errorText(error) });
    },
    onSettled: () => queryClient.invalidateQueries(trpc.users.pathFilter()),
  };
  const reset = useMutation(trpc.users.resetPassword.mutationOptions(options));
  const setDisabled = useMutation(trpc.users.setDisabled.mutationOptions(options));
  return {
    busy: reset.isPending || setDisabled.isPending,
    reset: (user: UserView) =>
      reset.mutate(
        { id: user.id },
        {
          onSuccess: ({ password }) =>
            setOpen(
              password === null ? null : { kind: 'password', name: user.displayName, password },
            ),
        },
      ),
    setDisabled: (user: UserView, disabled: boolean) =>
      setDisabled.mutate({ id: user.id, disabled }, { onSuccess: () => setOpen(null) }),
  };
}

function useUserColumns(
  setOpen: (open: Open) => void,
  enable: (user: UserView) => void,
): Column<UserView>[] {
  const t = useTranslations();
  const times = useTimes();
  const me = useCurrentUser();
  return [
    {
      id: 'name',
      header: t('users.displayName'),
      width: 'minmax(160px, 1.5fr)',
      cell: (user) => (
        <>
          {user.displayName}
          {user.id === me.id && <span className="text-quiet"> {t('users.you')}</span>}
        </>
      ),
    },
    {
      id: 'username',
      header: t('users.username'),
      width: 'minmax(120px, 1fr)',
      cell: (user) => user.username,
    },
    {
      id: 'role',
      header: t('users.role'),
      width: 'minmax(100px, 0.8fr)',
      cell: (user) => t(`roles.${user.role}`),
    },
    {
      id: 'state',
      header: t('users.state'),
      width: 'minmax(180px, 1.2fr)',
      cell: (user) => <UserState user={user} />,
    },
    {
      id: 'created',
      header: t('users.createdAt'),
      width: 'minmax(150px, 1fr)',
      cell: (user) => <span className="text-quiet">{times.dateTime(user.createdAt)}</span>,
    },
    {
      id: 'actions',
      header: '',
      width: '112px',
      align: 'right',
      cell: (user) => (
        <span className="inline-flex">
          <IconButton
            icon="edit"
            label={`${t('common.edit')}: ${user.displayName}`}
            onClick={() => setOpen({ kind: 'edit', user })}
          />
          <IconButton
            icon="key"
            label={`${t('users.reset')}: ${user.displayName}`}
            onClick={() => setOpen({ kind: 'reset', user })}
          />
          {user.disabledAt === null ? (
            <IconButton
              icon="block"
              disabled={user.id === me.id}
              label={`${t('users.disable')}: ${user.displayName}`}
              onClick={() => setOpen({ kind: 'disable', user })}
            />
          ) : (
            <IconButton
              icon="check"
              label={`${t('users.enable')}: ${user.displayName}`}
              onClick={() => enable(user)}
            />
          )}
        </span>
      ),
    },
  ];
}

function UserState({ user }: { user: UserView }) {
  const t = useTranslations('users');
  const times = useTimes();
  const locked = user.lockedUntil !== null && user.lockedUntil.getTime() > Date.now();
  const mark = user.disabledAt !== null ? 'offline' : locked ? 'locked' : 'online';
  const text =
    user.disabledAt !== null
      ? t('disabled')
      : locked && user.lockedUntil !== null
        ? t('locked', { time: times.dateTime(user.lockedUntil) })
        : user.mustChangePassword
          ? t('firstPassword')
          : t('active');
  return (
    <span className="flex items-center gap-1.5">
      <StatusMark status={mark} className="size-2.5" />
      {text}
    </span>
  );
}
