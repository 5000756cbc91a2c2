'use client';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocale, useTranslations } from 'use-intl';
import { MOST_TOGETHER, type Selection } from '../../../../server/cameras/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import { useToasts } from '../../../_ui/toast-store.ts';
import { useMay } from '../../session/current-user.tsx';
import { useOpenWall } from '../../wall/use-open-wall.ts';
import { LockMenu } from '../collecting/lock-menu.tsx';
import { SnapshotsDialog } from '../collecting/snapshots-dialog.tsx';
import { downloadSelection } from '../download-selection.ts';
import { isEmpty, useSelection } from '../selection-store.ts';
import { useSelected } from '../use-selected.ts';
import { PatrolDialog } from './patrol-dialog.tsx';
import { SelectionList } from './selection-list.tsx';

/** How many cameras are chosen, and what can be done with them. */
export function SelectionBar({ onShow }: { onShow: (cameraId: string) => void }) {
  const selection = useSelection((store) => store.selection);
  // The road's form stands in the same place.
  const listed = useSelection((store) => store.listed && store.tool !== 'road');
  if (isEmpty(selection)) return null;
  return (
    <>
      {listed && <SelectionList onShow={onShow} />}
      <Bar />
    </>
  );
}

function Bar() {
  const t = useTranslations();
  const errorText = useErrorText();
  const { selection, listed, clear, restore, showList } = useSelection();
  const { data, error } = useSelected(selection);
  const showToast = useToasts((store) => store.show);
  const [planning, setPlanning] = useState(false);
  const [taking, setTaking] = useState<Selection | null>(null);
  const total = data?.total ?? 0;
  const clearAll = () => {
    clear();
    const action = { label: t('common.undo'), run: () => restore(selection) };
    showToast({ tone: 'plain', text: t('map.select.cleared'), action });
  };
  return (
    <section
      aria-label={t('map.select.selection')}
      className="absolute bottom-12 left-1/2 z-10 flex w-max max-w-[calc(100%-1.5rem)] -translate-x-1/2 flex-wrap items-center gap-2 rounded-md border border-edge bg-panel py-1.5 pr-1.5 pl-3 text-sm shadow-float"
    >
      <span role="status" className="whitespace-nowrap">
        {error !== null && errorText(error)}
        {error === null && (data ? t('map.select.count', { count: total }) : t('common.loading'))}
        {data !== undefined && total > 0 && (
          <span className="text-quiet">
            {' · '}
            {t('map.select.online', { count: data.online })}
          </span>
        )}
      </span>
      {data !== undefined && total > 0 && (
        <>
          <WallButton ids={data.first.map(({ id }) => id)} total={total} />
          <PatrolButton onPress={() => setPlanning(true)} />
          <SnapshotsButton onPress={() => setTaking(selection)} />
          <LockMenu selection={selection} />
          <ExportMenu />
          <IconButton
            icon="audit"
            label={t('map.select.list')}
            aria-pressed={listed}
            onClick={() => showList(!listed)}
          />
        </>
      )}
      <IconButton icon="close" label={t('map.select.clear')} shortcut="Escape" onClick={clearAll} />
      {taking !== null && <SnapshotsDialog selection={taking} onClose={() => setTaking(null)} />}
      {planning && data !== undefined && (
        <PatrolDialog
          ids={data.first.map(({ id }) => id)}
          total={total}
          onClose={() => setPlanning(false)}
        />
      )}
    </section>
  );
}

function WallButton({ ids, total }: { ids: readonly string[]; total: number }) {
  const t = useTranslations('map.select');
  const openWall = useOpenWall();
  if (!useMay('walls.view')) return null;
  return (
    <Button look="primary" icon="wall" onClick={() => openWall(ids.slice(0, MOST_TOGETHER))}>
      {total > MOST_TOGETHER ? t('wallFirst', { count: MOST_TOGETHER }) : t('wall')}
    </Button>
  );
}

function PatrolButton({ onPress }: { onPress: () => void }) {
  const t = useTranslations('map.select');
  if (!useMay('patrols.edit')) return null;
  return (
    <Button icon="patrol" onClick={onPress}>
      {t('patrol')}
    </Button>
  );
}

function SnapshotsButton({ onPress }: { onPress: () => void }) {
  const t = useTranslations('map.select');
  if (!useMay('snapshots.take')) return null;
  return (
    <Button icon="camera" onClick={onPress}>
      {t('snapshots')}
    </Button>
  );
}

function ExportMenu() {
  const t = useTranslations('map.select');
  const locale = useLocale();
  const errorText = useErrorText();
  const showToast = useToasts((store) => store.show);
  const selection = useSelection((store) => store.selection);
  const { mutate, isPending } = useMutation({
    mutationFn: (format: 'xlsx' | 'csv') => downloadSelection(selection, format, locale),
    onError: (error) => showToast({ tone: 'error', text: errorText(error) }),
  });
  if (!useMay('cameras.export')) return null;
  return (
    <Menu
      label={t('export')}
      side="up-left"
      items={(['xlsx', 'csv'] as const).map((format) => ({
        id: format,
        label: t(format),
        onSelect: () => mutate(format),
      }))}
      trigger={(props) => (
        <Button {...props} icon="download" busy={isPending}>
          {t('export')}
        </Button>
      )}
    />
  );
}
