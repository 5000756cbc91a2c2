'use client';
import { useTranslations } from 'use-intl';
import { Dialog } from '../../../_ui/dialog.tsx';

const SHEET = {
  anywhere: [
    ['Ctrl / ⌘ + K', 'palette'],
    ['/', 'search'],
    ['?', 'sheet'],
    ['Esc', 'close'],
  ],
  onMap: [
    ['+ −', 'zoom'],
    ['← ↑ → ↓', 'pan'],
    ['H', 'home'],
    ['F', 'fit'],
    ['X', 'closePins'],
    ['Shift', 'box'],
    ['B / L / R', 'boxTool'],
    ['Ctrl', 'choose'],
    ['Ctrl', 'besideArea'],
  ],
  onWall: [
    ['1 – 9', 'cell'],
    ['← ↑ → ↓', 'neighbour'],
    ['Shift + ↑ ↓', 'layout'],
    ['F', 'cellFull'],
    ['Shift + F', 'wallFull'],
    ['Delete', 'clearCell'],
    ['S', 'snapshot'],
    ['M', 'sound'],
    ['+ −', 'pictureZoom'],
    ['0', 'pictureWhole'],
    ['← →', 'alongEnlarged'],
    ['W', 'roadWall'],
    ['Shift + Enter', 'fillBranch'],
    ['D', 'dock'],
    ['P', 'ptzMode'],
  ],
  inPtz: [
    ['← ↑ → ↓', 'turn'],
    ['+ −', 'lens'],
    ['[ ]', 'iris'],
    ['A', 'autoLens'],
    ['Home', 'headHome'],
    ['Space', 'ptzStop'],
    ['1 – 9', 'preset'],
    ['L', 'ptzLock'],
  ],
  onPatrol: [
    ['Space', 'pausePatrol'],
    ['← →', 'patrolPage'],
    ['U', 'unpack'],
    ['N', 'markNormal'],
    ['Shift + N', 'markAllNormal'],
    ['X', 'markAbnormal'],
  ],
  inTree: [
    ['↑ ↓', 'move'],
    ['← →', 'open'],
    ['Enter', 'activate'],
    ['Space', 'select'],
    ['Shift + F10', 'cameraMenu'],
  ],
  onPicture: [
    ['← →', 'along'],
    ['W', 'roadWall'],
    ['Enter', 'enlarge'],
    ['V', 'panorama'],
    ['I', 'stats'],
    ['← ↑ → ↓', 'movePin'],
  ],
} as const;

const GROUPS = ['anywhere', 'onMap', 'onWall', 'onPatrol', 'inPtz', 'inTree', 'onPicture'] as const;

export function HelpSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations();
  return (
    <Dialog title={t('help.title')} closeLabel={t('common.close')} onClose={onClose} width="w-160">
      <div className="grid grid-cols-2 gap-x-8 gap-y-5">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className="mb-2 text-sm text-quiet">{t(`help.${group}`)}</h3>
            <dl className="flex flex-col gap-1.5">
              {SHEET[group].map(([keys, text]) => (
                <div key={text} className="flex items-center justify-between gap-4">
                  <dt>{t(`help.${text}`)}</dt>
                  <dd>
                    <kbd className="rounded-sm border border-edge bg-raised px-1.5 py-0.5 font-sans text-xs">
                      {keys}
                    </kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
