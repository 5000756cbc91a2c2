'use client';
import { useTranslations } from 'use-intl';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import type { Conflict } from '../use-wall-views.ts';

type ConflictDialogProps = {
  conflict: Conflict;
  busy: boolean;
  onLoad: () => void;
  onSaveAs: () => void;
  onOverwrite: () => void;
  onClose: () => void;
};

/** Two people saved the same view: nobody's pictures are lost without a choice. */
export function ConflictDialog(props: ConflictDialogProps) {
  const t = useTranslations();
  return (
    <Dialog
      title={t('wall.conflictTitle')}
      closeLabel={t('common.close')}
      onClose={props.onClose}
      width="w-120"
      footer={
        <>
          <Button onClick={props.onLoad}>{t('wall.conflictLoad')}</Button>
          <Button look="danger" busy={props.busy} onClick={props.onOverwrite}>
            {t('wall.conflictOverwrite')}
          </Button>
          <Button look="primary" onClick={props.onSaveAs}>
            {t('wall.saveAs')}
          </Button>
        </>
      }
    >
      <p>{t('wall.conflictText', props.conflict)}</p>
    </Dialog>
  );
}
