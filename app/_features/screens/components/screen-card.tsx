'use client';
import { useTranslations } from 'use-intl';
import type { ScreenItem } from '../../../../server/screens/schema.ts';
import { useAge } from '../../../_lib/format/use-age.ts';
import { useTimes } from '../../../_lib/i18n/use-times.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import type { MenuItem } from '../../../_ui/menu-list.tsx';
import { StatusMark } from '../../../_ui/status-mark.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useScreenActs, useScreenName } from '../queries.ts';
import { useShowsText } from '../use-shows-text.ts';

type ScreenCardProps = { screen: ScreenItem; onSend: () => void; onRename: () => void };

/** One screen: whether it is there, what it shows and how its pictures are. */
export function ScreenCard({ screen, onSend, onRename }: ScreenCardProps) {
  const t = useTranslations('screens');
  const times = useTimes();
  const nameOf = useScreenName();
  const showsText = useShowsText();
  const age = useAge();
  const acts = useScreenActs();
  const { number, name, online, blank, sentBy, sentAt } = screen;
  return (
    <article
      aria-label={nameOf(screen)}
      data-screen-number={number}
      data-online={online}
      className="flex h-full flex-col gap-3 rounded-lg border border-edge bg-panel p-3"
    >
      <header className="flex items-center gap-3">
        <span
          aria-hidden="true"
          className={cn(
            'grid h-12 w-16 shrink-0 place-items-center rounded-md border-2 font-semibold text-2xl',
            online ? 'border-accent bg-page' : 'border-edge bg-page text-faint',
          )}
        >
          {number}
        </span>
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-medium">{name}</h2>
          <Presence screen={screen} />
        </div>
        <MoreMenu screen={screen} onRename={onRename} />
      </header>
      <div className="min-h-14 flex-1 text-sm">
        <p className="line-clamp-2">{showsText(screen)}</p>
        {sentBy !== null && sentAt !== null && (
          <p title={times.dateTime(sentAt)} className="text-quiet text-xs">
            {t('sentBy', { name: sentBy, time: age(sentAt) })}
          </p>
        )}
        {online && <Pictures screen={screen} />}
      </div>
      <footer className="flex items-center gap-2">
        <Button look="primary" icon="screen" onClick={onSend}>
          {t('send')}…
        </Button>
        <Button onClick={() => acts.identify(screen)}>{t('identify')}</Button>
        <Button onClick={() => acts.setBlank(screen, !blank)}>
          {t(blank ? 'unblank' : 'blank')}
        </Button>
      </footer>
    </article>
  );
}

function Presence({ screen: { online, since } }: { screen: ScreenItem }) {
  const t = useTranslations('screens');
  const times = useTimes();
  const age = useAge();
  const when = () => {
    if (since === null) return t('never');
    if (online) return t('since', { time: times.dateTime(since) });
    return t('lastSeen', { time: age(since) });
  };
  return (
    <p className="flex items-center gap-1.5 text-quiet text-xs">
      <StatusMark
        status={online ? 'online' : 'offline'}
        label={t(online ? 'online' : 'offline')}
        className="size-2.5"
      />
      <span aria-hidden="true">{t(online ? 'online' : 'offline')}</span>
      <span className="truncate">{when()}</span>
    </p>
  );
}

/** How the pictures on it are, as it told last. */
function Pictures({ screen: { report, version, blank, shows } }: { screen: ScreenItem }) {
  const t = useTranslations('screens');
  if (blank || shows.kind === 'none') return null;
  if (report === null || report.version < version)
    return <p className="text-quiet text-xs">{t('behind')}</p>;
  return (
    <p data-moving={report.moving} className="flex gap-3 text-xs">
      {report.moving > 0 && (
        <span className="text-online">{t('moving', { count: report.moving })}</span>
      )}
      {report.still > 0 && (
        <span className="text-fault">{t('still', { count: report.still })}</span>
      )}
      {report.none > 0 && <span className="text-fault">{t('none', { count: report.none })}</span>}
    </p>
  );
}

function MoreMenu({ screen, onRename }: Pick<ScreenCardProps, 'screen' | 'onRename'>) {
  const t = useTranslations('screens');
  const mayManage = useMay('screens.manage');
  const acts = useScreenActs();
  const items: MenuItem[] = [
    {
      id: 'clear',
      label: t('clear'),
      icon: 'close',
      onSelect: () => acts.send(screen, { kind: 'none' }),
    },
  ];
  if (mayManage)
    items.push(
      { id: 'rename', label: `${t('rename')}…`, icon: 'edit', onSelect: onRename },
      { id: 'forget', label: t('forget'), icon: 'trash', onSelect: () => acts.forget(screen) },
    );
  return (
    <Menu
      label={t('more')}
      items={items}
      trigger={(props) => <IconButton {...props} icon="more" label={t('more')} />}
    />
  );
}
