import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const schema = z.object({
  /** Address to listen on for viewers and publishers. */
  LUKOU_HOST: z.string().default('127.0.0.1'),
  LUKOU_MEDIA_PORT: port(8080),
  LUKOU_RTMP_PORT: port(1935),
  LUKOU_RTSP_PORT: port(8554),
  /** Over UDP and over TCP. */
  LUKOU_WEBRTC_PORT: port(8189),
  /** Certificate chain and key (PEM) for HTTPS, RTMPS and RTSPS; unset: those ports stay closed. */
  LUKOU_TLS_CERT: z.string().optional(),
  LUKOU_TLS_KEY: z.string().optional(),
  LUKOU_HTTPS_PORT: port(8443),
  LUKOU_RTMPS_PORT: port(1945),
  LUKOU_RTSPS_PORT: port(8322),
  /** The control router listens on loopback; 0 takes any free port. */
  LUKOU_CONTROL_PORT: port(0),
  /** Host under which browsers and the server reach this worker, where it is another machine than the server. */
  LUKOU_PUBLIC_HOST: z.string().optional(),
  LUKOU_NODE_ID: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .default('local'),
  /** Cameras whose division code (GB/T 2260) begins with this are carried here first. */
  LUKOU_REGION: z
    .string()
    .regex(/^\d{2,12}$/, 'is the beginning of a division code, such as 3401')
    .optional(),
  /** Share of the load beside other workers. */
  LUKOU_WEIGHT: z.coerce.number().int().min(1).max(1_000).default(100),
  /** Where the worker registers itself; unset: it runs alone. */
  LUKOU_SERVER_URL: z.url().optional(),
  /** Signs tickets and authenticates server and worker; unset: tickets are off. */
  LUKOU_CLUSTER_SECRET: z.string().min(16).optional(),
  LUKOU_DATA: z.string().optional(),
  /** Comma-separated CIDR ranges that may be dialled; unset: private ranges and loopback. */
  LUKOU_CAMERA_NETWORKS: list.optional(),
  /** First and last port that RTP of GB/T 28181 devices may be received on. */
  LUKOU_RTP_PORTS: z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/)
    .default('30000-39999'),
  /** Shortest time between two writes to a viewer in ms: 0 for lowest delay, up to 350 for most viewers. */
  LUKOU_BATCH_MS: z.coerce.number().int().min(0).max(400).default(0),
  /** Streams whose picture may be transcoded at a time; unset: as many as there are cores. */
  LUKOU_MAX_TRANSCODES: z.coerce.number().int().min(0).max(64).optional(),
  /** Mosaics made at a time; unset: one for two cores. */
  LUKOU_MAX_MOSAICS: z.coerce.number().int().min(0).max(64).optional(),
  /** What viewers of this worker may take together, in Mbit/s; unset: no bound. */
  LUKOU_MAX_MBPS: z.coerce.number().positive().optional(),
  LUKOU_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});

const checked = schema.superRefine((env, context) => {
  if (env.LUKOU_SERVER_URL && !env.LUKOU_CLUSTER_SECRET)
    context.addIssue({
      code: 'custom',
      path: ['LUKOU_CLUSTER_SECRET'],
      message: 'is needed where LUKOU_SERVER_URL is set',
    });
  if ((env.LUKOU_TLS_CERT === undefined) !== (env.LUKOU_TLS_KEY === undefined)) {
    const [missing, set] = env.LUKOU_TLS_CERT
      ? ['LUKOU_TLS_KEY', 'LUKOU_TLS_CERT']
      : ['LUKOU_TLS_CERT', 'LUKOU_TLS_KEY'];
    context.addIssue({ code: 'custom', path: [missing], message: `goes together with ${set}` });
  }
});

export type WorkerEnv = Readonly<z.infer<typeof schema>>;
export type EnvResult =
  | { readonly ok: true; readonly env: WorkerEnv }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the settings; tells all problems at once. Empty means unset. */
export function readEnv(variables: NodeJS.ProcessEnv = process.env): EnvResult {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = checked.safeParse(set);
  if (parsed.success) return { ok: true, env: Object.freeze(parsed.data) };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  return { ok: false, problems };
}
