import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

const schema = z
  .object({
    LUKOU_DATA: z.string().default('./data'),
    LUKOU_RTSP_PORT: port.default(8554),
    LUKOU_SIMULATOR_PORT: port.optional(),
    /** 0: any free port; unset: no control. */
    LUKOU_SIMULATOR_CONTROL_PORT: port.optional(),
    /** ONVIF over HTTP, and its discovery over UDP. */
    LUKOU_SIMULATOR_ONVIF_PORT: port.optional(),
    LUKOU_SIMULATOR_HOST: z.string().default('127.0.0.1'),
    LUKOU_SIMULATOR_USER: z.string().optional(),
    LUKOU_SIMULATOR_PASSWORD: z.string().optional(),
    /** Draw all ordinary scenes in the background at the start; off: each when first asked for. */
    LUKOU_SIMULATOR_PREPARE: z.enum(['on', 'off']).default('on'),
    LUKOU_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  })
  .transform((env) => {
    const rtsp = env.LUKOU_SIMULATOR_PORT ?? env.LUKOU_RTSP_PORT + 100;
    return {
      ...env,
      LUKOU_SIMULATOR_PORT: rtsp,
      LUKOU_SIMULATOR_ONVIF_PORT: env.LUKOU_SIMULATOR_ONVIF_PORT ?? (rtsp === 0 ? 0 : rtsp + 1),
    };
  });

export type SimulatorEnv = z.infer<typeof schema>;

/** The simulator's settings. An empty variable is an unset one. @throws with all problems and the variables' names */
export function readEnv(): SimulatorEnv {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`settings cannot be used:\n  ${problems.join('\n  ')}`);
}
