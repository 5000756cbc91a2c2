import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';

const portNumber = z.coerce.number().int().min(1).max(65_535);
const port = (fallback: number) => portNumber.default(fallback);

const schema = z
  .object({
    LUKOU_HOST: z.string().default('0.0.0.0'),
    LUKOU_PORT: port(3000),
    LUKOU_DATA: z.string().default('./data'),
    DATABASE_URL: z.string().startsWith('postgres').optional(),
    LUKOU_ADMIN_PASSWORD: z.string().min(10, 'needs at least 10 characters').optional(),
    LUKOU_MEDIA_PORT: port(8080),
    LUKOU_RTMP_PORT: port(1935),
    LUKOU_RTSP_PORT: port(8554),
    LUKOU_WEBRTC_PORT: port(8189),
    LUKOU_TLS_CERT: z.string().optional(),
    LUKOU_TLS_KEY: z.string().optional(),
    LUKOU_HTTPS_PORT: port(8443),
    LUKOU_RTMPS_PORT: port(1945),
    LUKOU_RTSPS_PORT: port(8322),
    LUKOU_SIMULATOR_PORT: portNumber.optional(),
    LUKOU_WORKERS: z.union([z.literal('auto'), z.coerce.number().int().min(1).max(64)]).default(1),
    LUKOU_RTP_PORTS: z
      .string()
      .regex(/^\d{1,5}-\d{1,5}$/, 'is two ports, such as 30000-39999')
      .default('30000-39999'),
    LUKOU_DEMO: z.enum(['on', 'off']).optional(),
    LUKOU_LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  })
  .refine((env) => (env.LUKOU_TLS_CERT === undefined) === (env.LUKOU_TLS_KEY === undefined), {
    path: ['LUKOU_TLS_CERT'],
    message: 'wants LUKOU_TLS_KEY beside it, and the other way round',
  })
  .transform((env) => ({
    host: env.LUKOU_HOST,
    port: env.LUKOU_PORT,
    data: resolve(env.LUKOU_DATA),
    databaseUrl: env.DATABASE_URL ?? null,
    adminPassword: env.LUKOU_ADMIN_PASSWORD ?? null,
    mediaPort: env.LUKOU_MEDIA_PORT,
    rtmpPort: env.LUKOU_RTMP_PORT,
    rtspPort: env.LUKOU_RTSP_PORT,
    webrtcPort: env.LUKOU_WEBRTC_PORT,
    /** The certificate, and what workers listen on with it; null without one. */
    secure:
      env.LUKOU_TLS_CERT === undefined || env.LUKOU_TLS_KEY === undefined
        ? null
        : {
            files: { cert: env.LUKOU_TLS_CERT, key: env.LUKOU_TLS_KEY },
            httpsPort: env.LUKOU_HTTPS_PORT,
            rtmpsPort: env.LUKOU_RTMPS_PORT,
            rtspsPort: env.LUKOU_RTSPS_PORT,
          },
    simulatorPort: env.LUKOU_SIMULATOR_PORT ?? env.LUKOU_RTSP_PORT + 100,
    /** One process uses one core; with `auto` one core is left to the server and the database. */
    workers:
      env.LUKOU_WORKERS === 'auto' ? Math.max(1, availableParallelism() - 1) : env.LUKOU_WORKERS,
    rtpPorts: portRange(env.LUKOU_RTP_PORTS),
    /** null: on where the database is empty. */
    demo: env.LUKOU_DEMO === undefined ? null : env.LUKOU_DEMO === 'on',
    logLevel: env.LUKOU_LOG_LEVEL,
  }));

function portRange(text: string): readonly [number, number] {
  const [first = 0, last = first] = text.split('-').map(Number);
  return [first, Math.max(first, last)];
}

export type SupervisorEnv = Readonly<z.infer<typeof schema>>;

/** Reads the environment once; all problems are told together. */
export function readSupervisorEnv(
  source: NodeJS.ProcessEnv = process.env,
): { env: SupervisorEnv } | { problems: string[] } {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  if (parsed.success) return { env: Object.freeze(parsed.data) };
  return {
    problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  };
}

/** What child processes get from our environment: everything but the password of the first start. */
export function inheritedEnvironment(
  source: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const kept = Object.entries(source).filter(([name]) => name !== 'LUKOU_ADMIN_PASSWORD');
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}
