'use client';
import { type KeyboardEvent, useRef } from 'react';
import { cn } from './cn.ts';

type TabsProps<Id extends string> = {
  label: string;
  tabs: readonly { id: Id; label: string; count?: number }[];
  value: Id;
  onChange: (id: Id) => void;
  /** Id of the panel that the tabs switch. */
  panelId: string;
};

export function Tabs<Id extends string>({ label, tabs, value, onChange, panelId }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((tab) => tab.id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.id);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} className="flex gap-4" onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          data-tab={tab.id}
          aria-selected={tab.id === value}
          aria-controls={panelId}
          tabIndex={tab.id === value ? 0 : -1}
          onClick={() => onChange(tab.id)}
          className={cn(
            'h-8 border-b-2 text-base',
            tab.id === value
              ? 'border-accent font-medium text-text'
              : 'border-transparent text-quiet hover:text-text',
          )}
        >
          {tab.label}
          {tab.count !== undefined && <span className="ml-1 text-xs text-quiet">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
