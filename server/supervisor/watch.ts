import { watch } from 'node:fs';
import { join } from 'node:path';
import type { SupervisedChild } from './children.ts';

/** Editors write a file in several steps; one restart for all of them. */
const SETTLE_MS = 150;

/** `npm run dev`: server and worker restart when one of their files changes (pages are Next's own business). */
export function restartOnChange(root: string, children: readonly SupervisedChild[]): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const onChange = (_event: string, file: string | null) => {
    if (!file?.endsWith('.ts') || file.endsWith('.test.ts') || file.startsWith('generated')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const child of children) child.restart();
    }, SETTLE_MS);
  };
  const watchers = ['server', 'media-worker'].map((folder) =>
    watch(join(root, folder), { recursive: true }, onChange),
  );
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
