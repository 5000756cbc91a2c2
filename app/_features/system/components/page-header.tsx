import type { ReactNode } from 'react';

export function PageHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex min-h-13 shrink-0 flex-wrap items-center gap-2 border-b bg-panel px-4 py-2">
      <h1 className="mr-4 text-lg font-semibold">{title}</h1>
      {children}
    </header>
  );
}
