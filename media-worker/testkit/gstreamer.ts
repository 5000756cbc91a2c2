import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** GStreamer through Debian's Python bindings (package python3-gi and the gstreamer1.0 plugins). */
export const hasGstreamer =
  existsSync('/usr/lib/python3/dist-packages/gi') && existsSync('/usr/bin/python3');

const RUN_PIPELINE = `
import sys, threading, gi
gi.require_version('Gst', '1.0')
from gi.repository import Gst
Gst.init(None)
pipeline = Gst.parse_launch(sys.argv[1])
pipeline.set_state(Gst.State.PLAYING)
bus = pipeline.get_bus()
def until_told():
  sys.stdin.read()
  bus.post(Gst.Message.new_application(pipeline, Gst.Structure.new_empty('told')))
if len(sys.argv) > 2: threading.Thread(target=until_told, daemon=True).start()
message = bus.timed_pop_filtered(20 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR | Gst.MessageType.APPLICATION)
ok = message is not None and message.type != Gst.MessageType.ERROR
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
    await ended(spawn('/usr/bin/python3', ['-c', RUN_PIPELINE, pipeline.replaceAll('$OUT', file)]));
    return existsSync(file) ? readFileSync(file) : new Uint8Array(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pipeline that goes on until it is told to stop. */
export function startGstreamer(pipeline: string): { stop(): Promise<void> } & Disposable {
  const child = spawn('/usr/bin/python3', ['-c', RUN_PIPELINE, pipeline, 'until told']);
  const end = ended(child);
  end.catch(() => {});
  return {
    /** @throws when the pipeline had failed */
    stop() {
      child.stdin.end();
      return end;
    },
    [Symbol.dispose]: () => child.kill('SIGKILL'),
  };
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<void> {
  let complaints = '';
  child.stdout.resume();
  child.stderr.on('data', (chunk) => {
    complaints += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`GStreamer failed: ${complaints}`);
}
