'use client';
import { type DragEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  type ImportSubject,
  importUploadedSchema,
  MAX_IMPORT_BYTES,
  MAX_IMPORT_ROWS,
} from '../../../../server/imports/schema.ts';
import { formatBytes } from '../../../_lib/format/quantity.ts';
import { useErrorText } from '../../../_lib/i18n/use-error-text.ts';
import { Button } from '../../../_ui/button.tsx';
import { cn } from '../../../_ui/cn.ts';
import { FormError } from '../../../_ui/field.tsx';
import { templateUrl } from '../export-url.ts';
import { uploadImport } from '../upload.ts';

export function ImportUpload({
  subject,
  onUploaded,
}: {
  subject: ImportSubject;
  onUploaded: (jobId: string) => void;
}) {
  const t = useTranslations();
  const errorText = useErrorText();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const size = formatBytes(MAX_IMPORT_BYTES);

  const send = async (file: File | undefined) => {
    if (file === undefined) return;
    if (!/\.(xlsx|csv)$/i.test(file.name)) return setProblem(t('imports.wrongType'));
    if (file.size > MAX_IMPORT_BYTES) return setProblem(t('imports.tooBig', { size }));
    setBusy(true);
    setProblem(null);
    try {
      onUploaded(importUploadedSchema.parse(await uploadImport(subject, file)).id);
    } catch (error) {
      setProblem(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void send(event.dataTransfer.files[0]);
  };
  return (
    <div className="flex flex-col gap-3">
      <section
        aria-label={t('imports.choose')}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        className={cn(
          'flex flex-col items-center gap-3 rounded-lg border border-dashed p-10 text-quiet',
          over ? 'border-accent bg-accent-soft' : 'border-edge',
        )}
      >
        <p>{t('imports.drop')}</p>
        <Button look="primary" icon="upload" busy={busy} onClick={() => input.current?.click()}>
          {busy ? t('imports.uploading') : t('imports.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".xlsx,.csv"
          aria-label={t('imports.choose')}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void send(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </section>
      <div className="flex items-center justify-between text-sm text-quiet">
        <span>{t('imports.limits', { rows: MAX_IMPORT_ROWS.toLocaleString('en'), size })}</span>
        <a href={templateUrl(subject)} className="text-accent hover:underline">
          {t('devices.template')}
        </a>
      </div>
      <FormError>{problem}</FormError>
    </div>
  );
}
