import type { ReactNode } from 'react';
import { SessionGate } from '../_features/session/components/session-gate.tsx';
import { ConsoleShell } from '../_features/shell/components/console-shell.tsx';

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <SessionGate>
      <ConsoleShell>{children}</ConsoleShell>
    </SessionGate>
  );
}
