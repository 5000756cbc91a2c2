'use client';
import { createContext, useCallback, useContext } from 'react';
import { appError } from '../trpc/app-error.ts';
import { errorSentence } from './error-sentence.ts';

/** The error table of the reader's language, brought by the page. */
export const ErrorTableContext = createContext<Record<string, string>>({});

/** The sentence for a bare code, e.g. of a stream's failure. */
export function useCodeText(): (code: string, details?: Record<string, unknown>) => string {
  const table = useContext(ErrorTableContext);
  return useCallback((code, details) => errorSentence(table, code, details), [table]);
}

/** Turns whatever was thrown into a sentence; an unknown code is shown as it is. */
export function useErrorText(): (error: unknown) => string {
  const sentence = useCodeText();
  return useCallback(
    (error) => {
      const { code, details } = appError(error);
      return sentence(code, details);
    },
    [sentence],
  );
}
