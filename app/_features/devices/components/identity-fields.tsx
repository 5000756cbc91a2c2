'use client';
import { useTranslations } from 'use-intl';
import { cameraKindSchema, projectionSchema } from '../../../../server/cameras/schema.ts';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { type DraftFields, FormSection } from './form-section.tsx';

export function IdentityFields({ draft, set, problem }: DraftFields) {
  const t = useTranslations('devices');
  return (
    <FormSection title={t('form.identity')}>
      <Field label={t('form.name')} error={problem('name')} className="col-span-2">
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={128}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('form.code')}
        hint={t('form.codeHint')}
        error={problem('code')}
        className="col-span-2"
      >
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={64}
            value={draft.code}
            onChange={(event) => set({ code: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('form.kind')}
        hint={draft.kind === 'mobile' ? t('form.mobileHint') : undefined}
        error={problem('kind')}
      >
        {(control) => (
          <Select
            {...control}
            value={draft.kind}
            onChange={(event) =>
              set({ kind: cameraKindSchema.catch('bullet').parse(event.target.value) })
            }
          >
            {cameraKindSchema.options.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        label={t('form.projection')}
        hint={t('form.projectionHint')}
        error={problem('projection')}
      >
        {(control) => (
          <Select
            {...control}
            value={draft.projection}
            onChange={(event) =>
              set({ projection: projectionSchema.catch('flat').parse(event.target.value) })
            }
          >
            {projectionSchema.options.map((projection) => (
              <option key={projection} value={projection}>
                {t(`projection.${projection}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('form.maker')} error={problem('maker')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={64}
            value={draft.maker}
            onChange={(event) => set({ maker: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('form.tags')}
        hint={t('form.tagsHint')}
        error={problem('tags')}
        className="col-span-2"
      >
        {(control) => (
          <TextInput
            {...control}
            value={draft.tags}
            onChange={(event) => set({ tags: event.target.value })}
          />
        )}
      </Field>
    </FormSection>
  );
}
