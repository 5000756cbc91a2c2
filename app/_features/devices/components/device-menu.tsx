'use client';
import { useTranslations } from 'use-intl';
import type { ImportSubject } from '../../../../server/imports/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Menu } from '../../../_ui/menu.tsx';
import type { MenuItem } from '../../../_ui/menu-list.tsx';
import { useMay } from '../../session/current-user.tsx';
import { templateUrl } from '../export-url.ts';

/** Cameras or roadside devices in and out as files. */
export function DeviceMenu({
  subject,
  exportAs,
  onImport,
}: {
  subject: ImportSubject;
  /** Address of the list as a file. */
  exportAs: (format: 'xlsx' | 'csv') => string;
  onImport: () => void;
}) {
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
            onSelect: () => download(exportAs('xlsx')),
          },
          {
            id: 'csv',
            label: t('exportCsv'),
            icon: 'download' as const,
            onSelect: () => download(exportAs('csv')),
          },
        ]
      : []),
    ...(mayImport
      ? [
          {
            id: 'template',
            label: t('template'),
            icon: 'download' as const,
            onSelect: () => download(templateUrl(subject)),
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
