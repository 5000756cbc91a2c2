'use client';
import { type FormEvent, useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { eventKindSchema, eventSeveritySchema } from '../../../../server/events/schema.ts';
import { type EventRule, HOLD_BOUNDS_S } from '../../../../server/walls/schema.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Field, Select, TextInput } from '../../../_ui/field.tsx';
import { useWallApi } from '../context.tsx';

const USUAL: EventRule = { severity: 'warn', kind: null, holdS: null };

/** Makes the chosen cell an event cell, or an ordinary one again. */
export function EventCellDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  const api = useWallApi();
  const form = useId();
  const [cell] = useState(() => api.getState().focus);
  const known = api.getState().cells[cell]?.events;
  const [rule, setRule] = useState<EventRule>(known ?? USUAL);
  const keep = (events: EventRule | undefined) => {
    api.getState().setEvents(cell, events);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep(rule);
  };
  return (
    <Dialog
      title={t('wall.eventCell.title', { number: cell + 1 })}
      closeLabel={t('common.close')}
      onClose={onClose}
      width="w-100"
      footer={
        <>
          {known !== undefined && (
            <Button className="mr-auto" onClick={() => keep(undefined)}>
              {t('wall.eventCell.off')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" form={form} look="primary">
            {t('wall.eventCell.on')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-quiet text-sm">{t('wall.eventCell.hint')}</p>
        <Field label={t('events.severity')}>
          {(control) => (
            <Select
              {...control}
              value={rule.severity}
              onChange={({ target }) =>
                setRule({ ...rule, severity: eventSeveritySchema.parse(target.value) })
              }
            >
              {eventSeveritySchema.options.map((severity) => (
                <option key={severity} value={severity}>
                  {severity === 'info'
                    ? t('events.anySeverity')
                    : t('events.atLeast', { severity: t(`events.severities.${severity}`) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('events.kind')}>
          {(control) => (
            <Select
              {...control}
              value={rule.kind ?? ''}
              onChange={({ target }) =>
                setRule({ ...rule, kind: eventKindSchema.safeParse(target.value).data ?? null })
              }
            >
              <option value="">{t('events.anyKind')}</option>
              {eventKindSchema.options.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`events.kinds.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('wall.eventCell.hold')} hint={t('wall.eventCell.holdHint')}>
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={HOLD_BOUNDS_S.least}
              max={HOLD_BOUNDS_S.most}
              value={rule.holdS ?? ''}
              onChange={({ target }) =>
                setRule({ ...rule, holdS: target.value === '' ? null : Number(target.value) })
              }
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
