import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** GStreamer through Debian's Python bindings (package python3-gi and the gstreamer1.0 plugins). */
export const hasGstreamer =
  existsSync('/usr/lib/python3/dist-packages/gi') && existsSync('/usr/bin/python3');

const RUN_PIPELINE = `
import sys, gi
gi.require_version('Gst', '1.0')
from gi.repository import Gst
Gst.init(None)
pipeline = Gst.parse_launch(sys.argv[1])
pipeline.set_state(Gst.State.PLAYING)
message = pipeline.get_bus().timed_pop_filtered(20 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
ok = message is not None and message.type == Gst.MessageType.EOS
if message is not None and not ok: print(message.parse_error(), file=sys.stderr)
pipeline.set_state(Gst.State.NULL)
sys.exit(0 if ok else 1)
`;

/** What a pipeline writes into its last element. @throws when the pipeline fails */
export function gstreamerFile(pipeline: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'lukou-gst-'));
  try {
    const file = join(folder, 'out');
    execFileSync('/usr/bin/python3', [
      '-c',
      RUN_PIPELINE,
      `${pipeline} ! filesink location=${file}`,
    ]);
    return readFileSync(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pipeline beside the test; `$OUT` in it is a file whose bytes come back at its end. @throws when it fails */
export async function runGstreamer(pipeline: string): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'lukou-gst-'));
  const file = join(folder, 'out');
  try {
    const text = pipeline.replaceAll('$OUT', file);
    const child = spawn('/usr/bin/python3', ['-c', RUN_PIPELINE, text], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(`GStreamer failed: ${complaints}`);
    return existsSync(file) ? readFileSync(file) : new Uint8Array(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
