'use client';
import { useTranslations } from 'use-intl';
import type { CameraFilter } from '../../../../server/cameras/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import type { MenuItem } from '../../../_ui/menu-list.tsx';
import { useMay } from '../../session/current-user.tsx';
import { exportUrl, TEMPLATE_URL } from '../export-url.ts';

/** Cameras in and out as files. */
export function DeviceMenu({ filter, onImport }: { filter: CameraFilter; onImport: () => void }) {
  const t = useTranslations('devices');
  const mayImport = useMay('imports.run');
  const mayExport = useMay('cameras.export');
  const download = (url: string) => window.location.assign(url);
  const items: MenuItem[] = [
    ...(mayExport
      ? [
          {
            id: 'xlsx',
            label: t('exportXlsx'),
            icon: 'download' as const,
            onSelect: () => download(exportUrl('xlsx', filter)),
          },
          {
            id: 'csv',
            label: t('exportCsv'),
            icon: 'download' as const,
            onSelect: () => download(exportUrl('csv', filter)),
          },
        ]
      : []),
    ...(mayImport
      ? [
          {
            id: 'template',
            label: t('template'),
            icon: 'download' as const,
            onSelect: () => download(TEMPLATE_URL),
          },
        ]
      : []),
  ];
  return (
    <>
      {mayImport && (
        <Button icon="upload" onClick={onImport}>
          {t('import')}
        </Button>
      )}
      {items.length > 0 && (
        <Menu
          label={t('export')}
          items={items}
          trigger={(props) => (
            <Button icon="download" {...props}>
              {t('export')}
            </Button>
          )}
        />
      )}
    </>
  );
}
