// The process that draws and encodes loops, one after another, so that the one that serves cameras never waits.
import { rename, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { z } from 'zod';
import { generateLoop } from './encoding/generate.ts';
import { writeLoop } from './encoding/loop.ts';
import { LOOKS, sceneById } from './scenes.ts';

export const orderSchema = z.object({
  sceneId: z.string(),
  look: z.enum(['clean', 'blur', 'cast', 'dark']),
  stream: z.enum(['main', 'sub']),
  file: z.string(),
});
export type Order = z.infer<typeof orderSchema>;
export const resultSchema = z.object({ file: z.string(), error: z.string().nullable() });

async function make(order: Order): Promise<void> {
  const scene = sceneById(order.sceneId);
  if (!scene || !LOOKS.includes(order.look)) throw new RangeError(`no scene ${order.sceneId}`);
  const loop = await generateLoop({ scene, look: order.look, stream: order.stream });
  const temporary = `${order.file}.${process.pid}.tmp`;
  await writeFile(temporary, writeLoop(loop));
  await rename(temporary, order.file);
}

async function take(message: unknown): Promise<void> {
  const order = orderSchema.parse(message);
  const error = await make(order).then(
    () => null,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  );
  process.send?.({ file: order.file, error });
}

if (process.send) {
  try {
    setPriority(5);
  } catch {
    // Not allowed in some containers: then it runs at the usual priority.
  }
  process.on('message', (message) => void take(message));
  process.on('disconnect', () => process.exit(0));
}
