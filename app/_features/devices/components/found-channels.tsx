'use client';
import { useTranslations } from 'use-intl';
import type { ProbedDevice } from '../../../../server/devices/schema.ts';
import type { FoundChannel } from '../../../../server/drivers/schema.ts';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { indentChoices } from '../choices.ts';
import { type ChannelDraft, describeProfile, playable } from '../device-form.ts';
import { useChoices } from '../queries.ts';

type Props = {
  found: ProbedDevice;
  drafts: ChannelDraft[];
  onDrafts: (drafts: ChannelDraft[]) => void;
  divisionId: string;
  onDivision: (id: string) => void;
};

/** What becomes a camera, under which name, with which streams. */
export function FoundChannels({ found, drafts, onDrafts, divisionId, onDivision }: Props) {
  const t = useTranslations();
  const { divisions } = useChoices();
  const change = (channel: number, part: Partial<ChannelDraft>) =>
    onDrafts(drafts.map((draft) => (draft.channel === channel ? { ...draft, ...part } : draft)));
  return (
    <>
      <Field label={t('devices.form.division')} className="w-72">
        {(control) => (
          <Select
            {...control}
            value={divisionId}
            onChange={(event) => onDivision(event.target.value)}
          >
            <option value="">{t('onvif.chooseDivision')}</option>
            {indentChoices(divisions).map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <table className="w-full table-fixed text-left text-sm">
        <thead className="text-quiet text-xs">
          <tr>
            <th className="w-8 font-normal" />
            <th className="w-10 font-normal">#</th>
            <th className="font-normal">{t('devices.form.name')}</th>
            <th className="font-normal">{t('devices.form.code')}</th>
            <th className="font-normal">{t('live.main')}</th>
            <th className="font-normal">{t('live.sub')}</th>
            <th className="w-16 font-normal">{t('ptz.title')}</th>
          </tr>
        </thead>
        <tbody>
          {found.channels.map((channel) => {
            const draft = drafts.find((one) => one.channel === channel.channel);
            const known = found.known.find((one) => one.channel === channel.channel);
            return (
              draft && (
                <ChannelRow
                  key={channel.channel}
                  channel={channel}
                  draft={draft}
                  known={known?.name ?? null}
                  change={(part) => change(channel.channel, part)}
                />
              )
            );
          })}
        </tbody>
      </table>
    </>
  );
}

type RowProps = {
  channel: FoundChannel;
  draft: ChannelDraft;
  known: string | null;
  change: (part: Partial<ChannelDraft>) => void;
};

function ChannelRow({ channel, draft, known, change }: RowProps) {
  const t = useTranslations('onvif');
  const usable = playable(channel);
  const number = channel.channel;
  const off = known !== null || usable.length === 0;
  const moves = channel.control.ptz?.panTilt === true;
  return (
    <tr className="border-t *:py-1.5 *:pr-2">
      <td>
        <input
          type="checkbox"
          aria-label={t('choose', { number })}
          checked={draft.chosen}
          disabled={off}
          onChange={(event) => change({ chosen: event.target.checked })}
          className="size-4 accent-accent"
        />
      </td>
      <td className="tabular-nums">{number}</td>
      {off ? (
        <td colSpan={4} className="text-quiet">
          {known === null ? t('noStream') : t('known', { name: known })}
        </td>
      ) : (
        <>
          <td>
            <TextInput
              aria-label={t('nameOf', { number })}
              maxLength={128}
              value={draft.name}
              onChange={(event) => change({ name: event.target.value })}
              className="w-full"
            />
          </td>
          <td>
            <TextInput
              aria-label={t('codeOf', { number })}
              maxLength={64}
              value={draft.code}
              onChange={(event) => change({ code: event.target.value })}
              className="w-full"
            />
          </td>
          {(['mainProfile', 'subProfile'] as const).map((which) => (
            <td key={which}>
              <Select
                aria-label={t(which, { number })}
                value={draft[which]}
                onChange={(event) => change({ [which]: event.target.value })}
                className="w-full"
              >
                {which === 'subProfile' && <option value="">{t('noSub')}</option>}
                {usable.map((profile) => (
                  <option key={profile.token} value={profile.token}>
                    {describeProfile(profile)}
                  </option>
                ))}
              </Select>
            </td>
          ))}
        </>
      )}
      <td>{moves ? t('yes') : t('no')}</td>
    </tr>
  );
}
