'use client';
import { useTranslations } from 'use-intl';
import { IconButton } from '../../../_ui/icon-button.tsx';
import { useKey } from '../../keys/context.tsx';
import { type SelectionTool, useSelection } from '../selection-store.ts';

const TOOLS = [
  { tool: 'box', icon: 'box' },
  { tool: 'lasso', icon: 'lasso' },
  { tool: 'road', icon: 'ruler' },
] as const satisfies { tool: SelectionTool; icon: string }[];

/** Ways to choose many cameras; pressed again, a tool is put back. */
export function SelectionTools({ className }: { className: string }) {
  const t = useTranslations('map.select');
  const keys = {
    box: useKey('selectBox'),
    lasso: useKey('selectLasso'),
    road: useKey('selectRoad'),
  };
  const taken = useSelection((store) => store.tool);
  const use = useSelection((store) => store.use);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={t('tools')} className={className}>
      {TOOLS.map(({ tool, icon }) => (
        <IconButton
          key={tool}
          icon={icon}
          label={t(tool)}
          shortcut={keys[tool]}
          className="size-8"
          aria-pressed={taken === tool}
          onClick={() => use(taken === tool ? null : tool)}
        />
      ))}
    </div>
  );
}
