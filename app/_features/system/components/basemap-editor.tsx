'use client';
import { useTranslations } from 'use-intl';
import { type Basemap, basemapSchema, crsSchema } from '../../../../server/settings/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';

const KINDS = basemapSchema.shape.kind.options;
const KIND_TEXT = {
  builtin: 'kindBuiltin',
  xyz: 'kindXyz',
  wmts: 'kindWmts',
  style: 'kindStyle',
} as const;
const HINTS = { xyz: 'urlHintXyz', wmts: 'urlHintWmts', style: 'urlHintStyle' } as const;
const CRS_TEXT = { wgs84: 'WGS-84 / CGCS2000', gcj02: 'GCJ-02', bd09: 'BD-09' } as const;

type BasemapEditorProps = {
  basemaps: Basemap[];
  defaultId: string;
  onChange: (basemaps: Basemap[]) => void;
  onDefault: (id: string) => void;
};

export function BasemapEditor({ basemaps, defaultId, onChange, onDefault }: BasemapEditorProps) {
  const t = useTranslations('mapSettings');
  const change = (id: string, part: Partial<Basemap>) =>
    onChange(basemaps.map((basemap) => (basemap.id === id ? { ...basemap, ...part } : basemap)));
  const remove = (id: string) => {
    const rest = basemaps.filter((basemap) => basemap.id !== id);
    onChange(rest);
    if (id === defaultId && rest[0]) onDefault(rest[0].id);
  };
  const add = () => {
    const id = freeId(basemaps);
    onChange([...basemaps, { id, name: id, kind: 'xyz', crs: 'wgs84', url: '' }]);
  };
  return (
    <section className="flex max-w-240 flex-col gap-3">
      <h2 className="font-medium">{t('basemaps')}</h2>
      <p className="text-sm text-quiet">{t('approval')}</p>
      {basemaps.map((basemap) => (
        <BasemapFields
          key={basemap.id}
          basemap={basemap}
          isDefault={basemap.id === defaultId}
          removable={basemaps.length > 1}
          onChange={(part) => change(basemap.id, part)}
          onDefault={() => onDefault(basemap.id)}
          onRemove={() => remove(basemap.id)}
        />
      ))}
      <Button icon="plus" className="self-start" onClick={add}>
        {t('addBasemap')}
      </Button>
    </section>
  );
}

function freeId(basemaps: readonly Basemap[]): string {
  for (let number = 1; ; number += 1) {
    const id = `basemap-${number}`;
    if (basemaps.every((basemap) => basemap.id !== id)) return id;
  }
}

function BasemapFields({
  basemap,
  isDefault,
  removable,
  onChange,
  onDefault,
  onRemove,
}: {
  basemap: Basemap;
  isDefault: boolean;
  removable: boolean;
  onChange: (part: Partial<Basemap>) => void;
  onDefault: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('mapSettings');
  const own = basemap.kind !== 'builtin';
  return (
    <fieldset className="grid grid-cols-[1fr_1fr_1fr_auto] items-start gap-3 rounded-md border bg-panel p-3">
      <legend className="sr-only">{basemap.name}</legend>
      <Field label={t('name')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={64}
            value={basemap.name}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('kind')}>
        {(control) => (
          <Select
            {...control}
            value={basemap.kind}
            onChange={(event) =>
              onChange({ kind: basemapSchema.shape.kind.catch('xyz').parse(event.target.value) })
            }
          >
            {KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(KIND_TEXT[kind])}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('crs')}>
        {(control) => (
          <Select
            {...control}
            disabled={!own}
            value={basemap.crs}
            onChange={(event) =>
              onChange({ crs: crsSchema.catch('wgs84').parse(event.target.value) })
            }
          >
            {crsSchema.options.map((crs) => (
              <option key={crs} value={crs}>
                {CRS_TEXT[crs]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <div className="flex items-center gap-1 pt-5">
        <label className="flex h-8 items-center gap-1.5 text-sm">
          <input
            type="radio"
            name="default-basemap"
            checked={isDefault}
            onChange={onDefault}
            aria-label={`${t('makeDefault')}: ${basemap.name}`}
            className="accent-accent"
          />
          {t('default')}
        </label>
        <IconButton
          icon="trash"
          disabled={!removable}
          label={t('removeBasemap', { name: basemap.name })}
          onClick={onRemove}
        />
      </div>
      {basemap.kind !== 'builtin' && (
        <>
          <Field label={t('url')} hint={t(HINTS[basemap.kind])} className="col-span-2">
            {(control) => (
              <TextInput
                {...control}
                inputMode="url"
                maxLength={2048}
                value={basemap.url ?? ''}
                onChange={(event) => onChange({ url: event.target.value.trim() })}
              />
            )}
          </Field>
          <Field label={t('attribution')}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={256}
                value={basemap.attribution ?? ''}
                onChange={(event) => onChange({ attribution: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </fieldset>
  );
}
