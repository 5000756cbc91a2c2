import type { ReactNode } from 'react';
import { SystemFrame } from '../../_features/system/components/system-frame.tsx';

export default function SystemLayout({ children }: { children: ReactNode }) {
  return <SystemFrame>{children}</SystemFrame>;
}
