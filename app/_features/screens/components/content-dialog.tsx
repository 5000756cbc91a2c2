'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { ScreenItem, SendWhat } from '../../../../server/screens/schema.ts';
import { useTRPC } from '../../../_lib/trpc/client.ts';
import { Dialog } from '../../../_ui/dialog.tsx';
import { TextInput } from '../../../_ui/field.tsx';
import { Icon, type IconName } from '../../../_ui/icons.tsx';
import { EmptyState } from '../../../_ui/states.tsx';
import { usePlanList } from '../../patrol/queries.ts';
import { useWallViews } from '../../wall/queries.ts';
import { useScreenActs, useScreenName } from '../queries.ts';

const MOST_CAMERAS = 12;
const MOST_OF_A_KIND = 30;

/** What to put on a screen: a camera, a saved view or a patrol, all by one search. */
export function ContentDialog({ screen, onClose }: { screen: ScreenItem; onClose: () => void }) {
  const t = useTranslations();
  const nameOf = useScreenName();
  const acts = useScreenActs();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const { cameras, views, plans } = useFound(q);
  const nothing = cameras.length + views.length + plans.length === 0;
  const choose = (what: SendWhat) => {
    acts.send(screen, what);
    onClose();
  };
  return (
    <Dialog
      title={t('screens.sendTitle', { what: nameOf(screen) })}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-150"
    >
      <TextInput
        type="search"
        aria-label={t('screens.search')}
        placeholder={t('screens.search')}
        maxLength={64}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="mb-3 w-full"
      />
      {nothing && <EmptyState icon="search" title={t('screens.noMatch')} />}
      <Found title={t('screens.camera')} shown={cameras.length > 0}>
        {cameras.map(({ id, name }) => (
          <Choice
            key={id}
            icon="camera"
            name={name}
            onChoose={() => choose({ kind: 'camera', cameraId: id })}
          />
        ))}
      </Found>
      <Found title={t('screens.views')} shown={views.length > 0}>
        {views.map(({ id, name }) => (
          <Choice
            key={id}
            icon="wall"
            name={name}
            onChoose={() => choose({ kind: 'view', viewId: id })}
          />
        ))}
      </Found>
      <Found title={t('screens.plans')} shown={plans.length > 0}>
        {plans.map(({ id, name }) => (
          <Choice
            key={id}
            icon="patrol"
            name={name}
            onChoose={() => choose({ kind: 'patrol', planId: id })}
          />
        ))}
      </Found>
    </Dialog>
  );
}

function useFound(q: string) {
  const trpc = useTRPC();
  const search = useQuery(
    trpc.cameras.search.queryOptions(
      { q, limit: MOST_CAMERAS },
      { enabled: q !== '', placeholderData: (before) => before },
    ),
  );
  const views = useWallViews();
  const plans = usePlanList({ q, sort: 'name' });
  return {
    cameras: q === '' ? [] : (search.data?.items ?? []),
    views: (views.data?.items ?? [])
      .filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()))
      .slice(0, MOST_OF_A_KIND),
    plans: (plans.data?.pages[0]?.items ?? []).slice(0, MOST_OF_A_KIND),
  };
}

type FoundProps = { title: string; shown: boolean; children: ReactNode };

function Found({ title, shown, children }: FoundProps) {
  if (!shown) return null;
  return (
    <section className="mb-3">
      <h3 className="mb-1 text-quiet text-sm">{title}</h3>
      <ul className="-mx-2 flex flex-col">{children}</ul>
    </section>
  );
}

type ChoiceProps = { icon: IconName; name: string; onChoose: () => void };

function Choice({ icon, name, onChoose }: ChoiceProps) {
  return (
    <li>
      <button
        type="button"
        onClick={onChoose}
        className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover"
      >
        <Icon name={icon} className="size-4 shrink-0 text-quiet" />
        <span className="truncate">{name}</span>
      </button>
    </li>
  );
}
