'use client';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { type SelectionTool, useSelection } from '../selection-store.ts';

const TOOLS = [
  { tool: 'box', icon: 'box', shortcut: 'B' },
  { tool: 'lasso', icon: 'lasso', shortcut: 'L' },
  { tool: 'road', icon: 'ruler', shortcut: 'R' },
] as const satisfies { tool: SelectionTool; icon: string; shortcut: string }[];

/** Ways to choose many cameras; pressed again, a tool is put back. */
export function SelectionTools({ className }: { className: string }) {
  const t = useTranslations('map.select');
  const taken = useSelection((store) => store.tool);
  const use = useSelection((store) => store.use);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={t('tools')} className={className}>
      {TOOLS.map(({ tool, icon, shortcut }) => (
        <IconButton
          key={tool}
          icon={icon}
          label={t(tool)}
          shortcut={shortcut}
          className="size-8"
          aria-pressed={taken === tool}
          onClick={() => use(taken === tool ? null : tool)}
        />
      ))}
    </div>
  );
}
