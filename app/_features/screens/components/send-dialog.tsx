'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import type { ScreenItem } from '../../../../server/screens/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Dialog } from '../../../_ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useScreenActs, useScreenName, useScreens } from '../queries.ts';
import { useSendStore } from '../send-store.ts';
import { useShowsText } from '../use-shows-text.ts';

/** Which screen? Stands open wherever something was offered to one. */
export function SendDialog() {
  const parcel = useSendStore((store) => store.parcel);
  return parcel === null ? null : <OpenDialog {...parcel} />;
}

type Parcel = NonNullable<ReturnType<typeof useSendStore.getState>['parcel']>;

function OpenDialog({ what, name }: Parcel) {
  const t = useTranslations();
  const errorText = useErrorText();
  const close = useSendStore((store) => store.close);
  const { screens, failed } = useScreens();
  const acts = useScreenActs();
  return (
    <Dialog
      title={t('screens.sendTitle', { what: name })}
      closeLabel={t('common.close')}
      onClose={close}
      footer={
        <Link href="/screens" onClick={close} className="text-accent text-sm">
          {t('screens.manage')}
        </Link>
      }
    >
      {failed !== null && <ErrorState message={errorText(failed)} retryLabel={t('common.retry')} />}
      {screens === null && failed === null && <LoadingRows rows={4} label={t('common.loading')} />}
      {screens?.length === 0 && <EmptyState icon="screen" title={t('screens.empty')} />}
      <ul className="-mx-2 flex flex-col">
        {screens?.map((screen) => (
          <li key={screen.id}>
            <ScreenChoice
              screen={screen}
              onChoose={() => {
                acts.send(screen, what);
                close();
              }}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function ScreenChoice({ screen, onChoose }: { screen: ScreenItem; onChoose: () => void }) {
  const t = useTranslations('screens');
  const nameOf = useScreenName();
  const showsText = useShowsText();
  return (
    <button
      type="button"
      onClick={onChoose}
      className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-left hover:bg-hover"
    >
      <span className="grid size-9 shrink-0 place-items-center rounded-md border border-edge bg-raised font-semibold text-lg">
        {screen.number}
      </span>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate font-medium">
          <span className="sr-only">{nameOf(screen)}</span>
          <span aria-hidden="true">{screen.name}</span>
        </span>
        <span className="truncate text-quiet text-xs">{showsText(screen)}</span>
      </span>
      <StatusMark
        status={screen.online ? 'online' : 'offline'}
        label={t(screen.online ? 'online' : 'offline')}
        className="size-3"
      />
    </button>
  );
}
