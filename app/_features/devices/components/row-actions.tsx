'use client';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';

type RowActionsProps = {
  name: string;
  /** Its address on the map; null: it stands nowhere. */
  mapAddress: string | null;
  mayEdit: boolean;
  onEdit: () => void;
  onRemove: () => void;
};

/** At the end of a device's row: to the map, edit, delete. */
export function RowActions({ name, mapAddress, mayEdit, onEdit, onRemove }: RowActionsProps) {
  const t = useTranslations();
  const router = useRouter();
  return (
    <span className="inline-flex">
      {mapAddress !== null && (
        <IconButton
          icon="map"
          label={`${t('devices.showOnMap')}: ${name}`}
          onClick={() => router.push(mapAddress)}
        />
      )}
      {mayEdit && (
        <>
          <IconButton icon="edit" label={`${t('common.edit')}: ${name}`} onClick={onEdit} />
          <IconButton icon="trash" label={`${t('common.delete')}: ${name}`} onClick={onRemove} />
        </>
      )}
    </span>
  );
}
