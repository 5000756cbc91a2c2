'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStore } from 'zustand';
import { Button } from '../../../_ui/button.tsx';
import { Dialog } from '../../../_ui/dialog.tsx';
import type { ActionId } from '../../keys/actions.ts';
import { KeyChoice } from '../../keys/components/key-choice.tsx';
import { useKeysApi } from '../../keys/context.tsx';

/** Lines of an action whose key can be chosen, and lines `[keys, words]` that are as they are. */
const SHEET = {
  anywhere: [['Ctrl / ⌘ + K', 'palette'], 'search', 'sheet', ['Esc', 'close']],
  onMap: [
    ['+ −', 'zoom'],
    ['← ↑ → ↓', 'pan'],
    'home',
    'fit',
    'closePins',
    ['Shift', 'box'],
    'mapViews',
    'selectBox',
    'selectLasso',
    'selectRoad',
    'placing',
    ['Ctrl', 'choose'],
    ['Ctrl', 'besideArea'],
  ],
  inPlacing: [
    'nudgeLeft',
    'nudgeRight',
    'nudgeUp',
    'nudgeDown',
    'turnCounter',
    'turnClockwise',
    ['Ctrl + Z', 'undo'],
    ['Ctrl + Y', 'redo'],
  ],
  onWall: [
    ['1 – 9', 'cell'],
    ['← ↑ → ↓', 'neighbour'],
    ['Shift + ↑ ↓', 'layout'],
    'cellFull',
    'wallFull',
    'clearCell',
    'dock',
    ['Shift + Enter', 'fillBranch'],
  ],
  onPicture: [
    'snapshot',
    'record',
    'sound',
    'zoomIn',
    'zoomOut',
    'zoomWhole',
    'backward',
    'forward',
    'roadWall',
    'ptzMode',
    'talk',
    'talkLock',
    'panorama',
    'stats',
    ['Enter', 'enlarge'],
    ['← ↑ → ↓', 'movePin'],
  ],
  onPatrol: [
    'pausePatrol',
    'previousPage',
    'nextPage',
    'unpack',
    'markNormal',
    'markAllNormal',
    'markAbnormal',
  ],
  onEvents: [['↑ ↓', 'row'], ['Space', 'selectRow'], 'acknowledgeEvent', 'closeEvent'],
  inPtz: [
    'turnLeft',
    'turnRight',
    'turnUp',
    'turnDown',
    'lensIn',
    'lensOut',
    'irisClose',
    'irisOpen',
    'autoFocus',
    'headHome',
    'ptzStop',
    ['1 – 9', 'preset'],
    'ptzLock',
  ],
  inPanorama: [
    'lookLeft',
    'lookRight',
    'lookUp',
    'lookDown',
    'lookCloser',
    'lookWider',
    'lookStraight',
  ],
  inTree: [
    ['↑ ↓', 'move'],
    ['← →', 'open'],
    ['Enter', 'activate'],
    ['Space', 'select'],
    ['Shift + F10', 'cameraMenu'],
  ],
} as const satisfies Record<string, readonly (ActionId | readonly [string, string])[]>;

const COLUMNS = [
  ['anywhere', 'onMap', 'onWall', 'inTree'],
  ['onPicture', 'inPanorama', 'inPlacing'],
  ['onPatrol', 'onEvents', 'inPtz'],
] as const;

/** All keys there are; those of actions can be changed on the spot. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  const keys = useKeysApi();
  const changed = useStore(keys, ({ chosen }) => Object.keys(chosen).length > 0);
  const [choosing, setChoosing] = useState<ActionId | null>(null);
  return (
    <Dialog title={t('help.title')} closeLabel={t('common.close')} onClose={onClose} width="w-280">
      <div className="mb-4 flex min-h-8 items-center justify-between gap-4">
        <p className="text-quiet text-sm">{t('keys.hint')}</p>
        {changed && (
          <Button icon="again" onClick={() => keys.getState().reset()}>
            {t('keys.reset')}
          </Button>
        )}
      </div>
      <div className="grid grid-cols-1 gap-x-8 gap-y-5 md:grid-cols-2 lg:grid-cols-3">
        {COLUMNS.map((groups) => (
          <div key={groups[0]} className="flex flex-col gap-5">
            {groups.map((group) => (
              <section key={group}>
                <h3 className="mb-2 text-sm text-quiet">{t(`help.${group}`)}</h3>
                <ul className="flex flex-col gap-1.5">
                  {SHEET[group].map((line) =>
                    typeof line === 'string' ? (
                      <KeyChoice
                        key={line}
                        action={line}
                        open={choosing === line}
                        onOpen={(open) => setChoosing(open ? line : null)}
                      />
                    ) : (
                      <li key={line[1]} className="flex items-center justify-between gap-4">
                        <span>{t(`help.${line[1]}`)}</span>
                        <kbd className="shrink-0 rounded-sm px-1.5 py-0.5 font-sans text-quiet text-xs">
                          {line[0]}
                        </kbd>
                      </li>
                    ),
                  )}
                </ul>
              </section>
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}
