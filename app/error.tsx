'use client';
import { CrashNotice } from './_features/shell/components/notices.tsx';

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return <CrashNotice digest={error.digest} onRetry={reset} />;
}
