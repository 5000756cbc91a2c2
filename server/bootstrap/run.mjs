// node server/bootstrap/run.mjs FILE [ARG ...]: installs what is missing, then runs FILE with the pinned Node 24.
import { spawn } from 'node:child_process';
import { ensureInstalled, node24, root } from './install.mjs';

ensureInstalled();
const child = spawn(node24, process.argv.slice(2), { cwd: root, stdio: 'inherit' });
// A terminal's Ctrl-C reaches the child as well: what it runs takes a second signal within a second as the same one.
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
