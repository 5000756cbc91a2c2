import { resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULT_CAMERA_NETWORKS, parseNetworks } from './networks.ts';
import { isTimeZone } from './site-time.ts';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** "90s", "5m": a duration in milliseconds. */
const duration = z.string().transform((text, ctx) => {
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = UNIT_MS[unit as keyof typeof UNIT_MS];
  if (amount && factor) return Number(amount) * factor;
  ctx.addIssue('wants a number with ms, s, m or h, such as 60s');
  return z.NEVER;
});

const networks = z.string().transform((text, ctx) => {
  const parsed = parseNetworks(text);
  if (parsed.ok) return parsed.networks;
  ctx.addIssue(`is not a list of networks like 10.0.0.0/8,fd00::/8: ${parsed.problem}`);
  return z.NEVER;
});

const databaseUrl = z.string().regex(/^postgres(ql)?:\/\//, 'wants postgresql://…');
const secret = z.string().min(16, 'needs at least 16 characters');

const schema = z
  .object({
    NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
    LUKOU_DEV: z.enum(['0', '1']).default('0'),
    LUKOU_HOST: z.string().default('127.0.0.1'),
    LUKOU_PORT: port(3000),
    LUKOU_SIP_HOST: z.string().optional(),
    LUKOU_SIP_PORT: port(5060),
    LUKOU_DATA: z.string().default('./data'),
    DATABASE_URL: databaseUrl,
    LUKOU_MEDIA_PORT: port(8080),
    LUKOU_TLS_CERT: z.string().optional(),
    LUKOU_TLS_KEY: z.string().optional(),
    LUKOU_CLUSTER_SECRET: secret,
    LUKOU_SECRET_KEY: z.string().optional(),
    LUKOU_CAMERA_NETWORKS: networks.prefault(DEFAULT_CAMERA_NETWORKS),
    LUKOU_DEMO: onOff.prefault('off'),
    LUKOU_SITE_TITLE: z.string().max(64).optional(),
    LUKOU_TIME_ZONE: z
      .string()
      .refine(isTimeZone, 'wants a zone such as Asia/Shanghai')
      .default('Asia/Shanghai'),
    LUKOU_TRUST_PROXY: onOff.prefault('off'),
    LUKOU_STATUS_INTERVAL: duration.prefault('60s'),
    LUKOU_PICTURE_INTERVAL: duration.prefault('5m'),
    LUKOU_LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  })
  .refine((env) => (env.LUKOU_TLS_CERT === undefined) === (env.LUKOU_TLS_KEY === undefined), {
    path: ['LUKOU_TLS_CERT'],
    message: 'wants LUKOU_TLS_KEY beside it, and the other way round',
  })
  .transform((env) => ({
    dev: env.LUKOU_DEV === '1',
    host: env.LUKOU_HOST,
    port: env.LUKOU_PORT,
    /** Where devices of GB/T 28181 sign in, over UDP and TCP, once an administrator set it up. */
    sipHost: env.LUKOU_SIP_HOST ?? env.LUKOU_HOST,
    sipPort: env.LUKOU_SIP_PORT,
    data: resolve(env.LUKOU_DATA),
    databaseUrl: env.DATABASE_URL,
    /** Where pages may open video connections, beside their own address. */
    mediaPort: env.LUKOU_MEDIA_PORT,
    /** With these the pages come over HTTPS; null: over HTTP. */
    tls:
      env.LUKOU_TLS_CERT !== undefined && env.LUKOU_TLS_KEY !== undefined
        ? { cert: env.LUKOU_TLS_CERT, key: env.LUKOU_TLS_KEY }
        : null,
    /** Signs tickets and cookies, and proves server and workers to each other. */
    clusterSecret: env.LUKOU_CLUSTER_SECRET,
    /** Keys for cameras' passwords, newest first; null: a key file under LUKOU_DATA. */
    secretKeys: env.LUKOU_SECRET_KEY?.split(',') ?? null,
    cameraNetworks: env.LUKOU_CAMERA_NETWORKS,
    demo: env.LUKOU_DEMO,
    siteTitle: env.LUKOU_SITE_TITLE ?? null,
    /** Where days begin and timetables run. */
    timeZone: env.LUKOU_TIME_ZONE,
    /** Believe X-Forwarded-For, -Proto and -Host of the one proxy before us. */
    trustProxy: env.LUKOU_TRUST_PROXY,
    statusIntervalMs: env.LUKOU_STATUS_INTERVAL,
    pictureIntervalMs: env.LUKOU_PICTURE_INTERVAL,
    logLevel: env.LUKOU_LOG_LEVEL,
  }));

export type ServerEnv = Readonly<z.infer<typeof schema>>;

type Variables = Readonly<Record<string, string | undefined>>;

/** An empty variable means an unset one. */
function withoutEmpty(source: Variables): Variables {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
}

/** Reads the environment once; all problems are told together. */
export function readServerEnv(
  source: Variables = process.env,
): { env: ServerEnv } | { problems: string[] } {
  const parsed = schema.safeParse(withoutEmpty(source));
  if (parsed.success) return { env: Object.freeze(parsed.data) };
  return {
    problems: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  };
}

/** For commands that need the database and nothing else. */
export function databaseUrlFromEnv(): string {
  return databaseUrl.parse(process.env.DATABASE_URL);
}

/** Where tests find a PostgreSQL that runs already; null: they start one. */
export function testDatabaseUrlFromEnv(): string | null {
  return process.env.TEST_DATABASE_URL || null;
}
