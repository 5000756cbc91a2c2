'use client';
import { useTranslations } from 'use-intl';
import {
  type CameraView,
  driverSchema,
  transportSchema,
} from '../../../../server/cameras/schema.ts';
import { ADDRESS_TEMPLATES } from '../../../../server/drivers/schema.ts';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { addressesFor } from '../device-form.ts';
import { ConnectionTest } from './connection-test.tsx';
import { DeviceCare } from './device-care.tsx';
import { type DraftFields, FormSection } from './form-section.tsx';
import { PushAddress } from './push-address.tsx';

/** How the picture gets here: an address that we pull, or a push address that we give. */
export function AccessFields({
  draft,
  set,
  problem,
  camera,
}: DraftFields & { camera: CameraView | null }) {
  const t = useTranslations('devices');
  return (
    <FormSection title={t('form.access')}>
      <Field label={t('form.driver')} error={problem('driver')}>
        {(control) => (
          <Select
            {...control}
            value={draft.driver}
            disabled={camera !== null}
            onChange={(event) =>
              set({ driver: driverSchema.catch('rtsp').parse(event.target.value) })
            }
          >
            <option value="rtsp">{t('form.rtsp')}</option>
            <option value="rtmp">{t('form.rtmp')}</option>
            {draft.driver === 'onvif' && <option value="onvif">ONVIF</option>}
          </Select>
        )}
      </Field>
      {draft.driver !== 'rtmp' ? (
        <PullFields draft={draft} set={set} problem={problem} camera={camera} />
      ) : (
        <div className="col-span-3 self-end text-sm text-quiet">
          {camera === null ? t('form.pushAfterSave') : <PushAddress cameraId={camera.id} />}
        </div>
      )}
    </FormSection>
  );
}

function PullFields({ draft, set, problem, camera }: DraftFields & { camera: CameraView | null }) {
  const t = useTranslations('devices');
  return (
    <>
      <Field
        label={t('form.address')}
        hint={t('form.addressHint')}
        error={problem('mainAddress')}
        className="col-span-3"
      >
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            maxLength={2048}
            placeholder="rtsp://"
            value={draft.mainAddress}
            onChange={(event) => set({ mainAddress: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('form.username')} error={problem('username')}>
        {(control) => (
          <TextInput
            {...control}
            maxLength={256}
            value={draft.username}
            onChange={(event) => set({ username: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('form.password')}
        error={problem('password')}
        {...(camera?.hasPassword === true && { hint: t('form.passwordKept') })}
      >
        {(control) => (
          <TextInput
            {...control}
            type="password"
            autoComplete="new-password"
            maxLength={256}
            value={draft.password}
            onChange={(event) => set({ password: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('form.transport')} error={problem('transport')}>
        {(control) => (
          <Select
            {...control}
            value={draft.transport}
            onChange={(event) =>
              set({ transport: transportSchema.catch('auto').parse(event.target.value) })
            }
          >
            <option value="auto">{t('form.transportAuto')}</option>
            <option value="tcp">TCP</option>
            <option value="udp">UDP</option>
          </Select>
        )}
      </Field>
      <Field label={t('form.subAddress')} error={problem('subAddress')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="url"
            maxLength={2048}
            placeholder="rtsp://"
            value={draft.subAddress}
            onChange={(event) => set({ subAddress: event.target.value })}
          />
        )}
      </Field>
      {camera === null && <MakerAddress draft={draft} set={set} />}
      <ConnectionTest draft={draft} camera={camera} />
      {camera?.driver === 'onvif' && <DeviceCare cameraId={camera.id} name={camera.name} />}
    </>
  );
}

/** For cameras without ONVIF: their maker's usual addresses for the host that was typed. */
function MakerAddress({ draft, set }: Pick<DraftFields, 'draft' | 'set'>) {
  const t = useTranslations('onvif');
  const fill = (maker: string) => {
    const template = ADDRESS_TEMPLATES.find((one) => one.maker === maker);
    const addresses = template && addressesFor(template, draft.mainAddress, 1);
    if (addresses) set({ ...addresses, maker });
  };
  return (
    <Field label={t('template')}>
      {(control) => (
        <Select {...control} value="" onChange={(event) => fill(event.target.value)}>
          <option value="">{t('chooseMaker')}</option>
          {ADDRESS_TEMPLATES.map(({ maker }) => (
            <option key={maker} value={maker}>
              {maker}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
