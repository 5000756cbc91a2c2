'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { NamedMapView } from '../../../../server/map-views/schema.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import { Checkbox, Field, TextInput } from '../../../_ui/field.tsx';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../../_ui/states.tsx';
import { useMay } from '../../session/current-user.tsx';
import { useLayerApi } from '../context.tsx';
import type { MapEngine } from '../engine/map-engine.ts';
import { useOpenView } from '../use-open-view.ts';
import { useChangeMapViews, useMapViews } from '../views-queries.ts';

type MapViewsDialogProps = { engine: MapEngine; basemapId: string; onClose: () => void };

/** Named views: to open, to save what the map shows now, to rename, share and remove. */
export function MapViewsDialog({ engine, basemapId, onClose }: MapViewsDialogProps) {
  const t = useTranslations();
  const errorText = useErrorText();
  const layers = useLayerApi();
  const views = useMapViews();
  const openView = useOpenView(engine);
  const { create, update, remove } = useChangeMapViews();
  const [editedId, setEditedId] = useState<string | null>(null);
  const mayEdit = useMay('mapViews.edit');
  return (
    <Dialog title={t('map.views.title')} closeLabel={t('common.close')} onClose={onClose}>
      {mayEdit && (
        <NameForm
          action={t('map.views.save')}
          start={{ name: '', shared: false }}
          onSave={(fields) => {
            const { hidden } = layers.getState();
            create.mutate({ ...fields, ...engine.view(), hidden, basemapId });
          }}
        />
      )}
      {views.isPending && <LoadingRows rows={4} label={t('common.loading')} />}
      {views.isError && (
        <ErrorState
          message={errorText(views.error)}
          retryLabel={t('common.retry')}
          onRetry={() => void views.refetch()}
        />
      )}
      {views.data?.items.length === 0 && <EmptyState icon="region" title={t('map.views.empty')} />}
      <ul className="-mx-2 mt-3 flex flex-col">
        {views.data?.items.map((view) =>
          view.id === editedId ? (
            <li key={view.id} className="px-2 py-1">
              <NameForm
                action={t('wall.save')}
                start={view}
                onSave={(fields) => {
                  update.mutate({ id: view.id, ...fields });
                  setEditedId(null);
                }}
              />
            </li>
          ) : (
            <ViewRow
              key={view.id}
              view={view}
              onOpen={() => {
                openView(view);
                onClose();
              }}
              onEdit={() => setEditedId(view.id)}
              onRemove={() => remove(view)}
            />
          ),
        )}
      </ul>
    </Dialog>
  );
}

type ViewRowProps = {
  view: NamedMapView;
  onOpen: () => void;
  onEdit: () => void;
  onRemove: () => void;
};

function ViewRow({ view, onOpen, onEdit, onRemove }: ViewRowProps) {
  const t = useTranslations('map.views');
  const { name } = view;
  return (
    <li className="flex items-center gap-1 rounded-md pr-1 hover:bg-hover">
      <button
        type="button"
        aria-label={t('open', { name })}
        onClick={onOpen}
        className="flex min-w-0 flex-1 items-center gap-3 px-2 py-1.5 text-left"
      >
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        {view.shared && (
          <span className="shrink-0 text-quiet text-xs">
            {t('shared')} · {t('by', { name: view.owner.displayName })}
          </span>
        )}
        <span className="w-12 shrink-0 text-right text-quiet text-xs">
          z {view.zoom.toFixed(1)}
        </span>
      </button>
      {view.mayManage && (
        <>
          <IconButton icon="edit" label={t('edit', { name })} onClick={onEdit} />
          <IconButton icon="trash" label={t('remove', { name })} onClick={onRemove} />
        </>
      )}
    </li>
  );
}

type NameFields = { name: string; shared: boolean };
type NameFormProps = { action: string; start: NameFields; onSave: (fields: NameFields) => void };

function NameForm({ action, start, onSave }: NameFormProps) {
  const t = useTranslations('map.views');
  const [name, setName] = useState(start.name);
  const [shared, setShared] = useState(start.shared);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ name: name.trim(), shared });
    setName('');
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-3">
      <Field label={t('name')} className="flex-1">
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={64}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Checkbox
        label={t('share')}
        checked={shared}
        onChange={(event) => setShared(event.target.checked)}
        className="h-8"
      />
      <Button type="submit" look="primary" className="h-8" disabled={name.trim() === ''}>
        {action}
      </Button>
    </form>
  );
}
