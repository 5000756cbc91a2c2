import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's, which has no RTSP: its licence and that of live555 do not go together there. */
export const hasVlc =
  existsSync('/usr/bin/vlc') && existsSync('/usr/share/doc/vlc-plugin-base/copyright');

/** VLC does not run as root. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** VLC that plays an address into `file`, an MPEG transport stream that grows, until it is disposed. */
export function vlcPlaying(address: string): Disposable & { readonly file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'lukou-vlc-'));
  chmodSync(folder, 0o777);
  const file = join(folder, 'played.ts');
  const child = spawn(
    '/usr/bin/vlc',
    ['-I', 'dummy', '--sout', `#std{access=file,mux=ts,dst=${file}}`, address],
    {
      stdio: 'ignore',
      env: { PATH: '/usr/bin:/bin', HOME: folder },
      ...(process.getuid?.() === 0 ? NOBODY : {}),
    },
  );
  return {
    file,
    [Symbol.dispose]: () => {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true }));
      child.kill('SIGKILL');
    },
  };
}
