import type { ReactNode } from 'react';
import type { CameraDraft } from '../camera-form.ts';

export type DraftFields = {
  draft: CameraDraft;
  set: (part: Partial<CameraDraft>) => void;
  /** What is wrong with a field, in the reader's words. */
  problem: (field: keyof CameraDraft) => string | undefined;
};

export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="grid grid-cols-4 gap-x-4 gap-y-3">
      <legend className="mb-3 w-full border-b pb-1 font-medium">{title}</legend>
      {children}
    </fieldset>
  );
}
