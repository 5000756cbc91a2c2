'use client';
import { useTranslations } from 'use-intl';
import { GAPS, TITLE_SIZES, TITLES, type WallStyle } from '../../../../server/walls/schema.ts';
import { Field, Select } from '../../../_ui/field.tsx';

const CHOICES = { title: TITLES, size: TITLE_SIZES, gap: GAPS } as const;

type StyleFieldsProps = {
  style: WallStyle;
  /** One of the choices as it is written in the field. */
  onChange: (change: { [Name in keyof WallStyle]?: string }) => void;
};

/** Where names stand over pictures, how large, and what is between the pictures. */
export function StyleFields({ style, onChange }: StyleFieldsProps) {
  const t = useTranslations();
  const choice = (name: keyof WallStyle) => (
    <Field label={t(`wall.style.${name}`)}>
      {(control) => (
        <Select
          {...control}
          value={style[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        >
          {CHOICES[name].map((value) => (
            <option key={value} value={value}>
              {t(`wall.style.${name}Choice.${value}` as Parameters<typeof t>[0])}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
  return (
    <>
      {choice('title')}
      {choice('size')}
      {choice('gap')}
    </>
  );
}
