'use client';
import { useTranslations } from 'use-intl';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, Select } from '../../../_ui/field.tsx';
import { useWallStore } from '../context.tsx';
import { StyleFields } from './style-fields.tsx';

const FITS = ['fill', 'whole'] as const;

/** How this wall looks to whoever sits here; each choice shows at once behind the dialog. */
export function StyleDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  const style = useWallStore((store) => store.style);
  const restyle = useWallStore((store) => store.restyle);
  const fit = useWallStore((store) => store.fit);
  const toggleFit = useWallStore((store) => store.toggleFit);
  return (
    <Dialog
      title={t('wall.style.heading')}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-100"
    >
      <div className="flex flex-col gap-4">
        <StyleFields style={style} onChange={restyle} />
        <Field label={t('wall.style.fit')}>
          {(control) => (
            <Select {...control} value={fit} onChange={toggleFit}>
              {FITS.map((value) => (
                <option key={value} value={value}>
                  {t(`wall.style.fitChoice.${value}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <p className="text-faint text-xs">{t('wall.style.hint')}</p>
      </div>
    </Dialog>
  );
}
