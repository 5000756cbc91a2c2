import type { Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { openCertificate } from '../common/certificate.ts';
import type { WorkerEnv } from './platform/env.ts';
import { listen } from './platform/listen.ts';
import type { Logger } from './platform/logger.ts';
import type { RtspServer } from './protocols/rtsp/server.ts';

export type SecurePorts = {
  readonly https: number;
  readonly rtmps: number;
  readonly rtsps: number;
};

export type Secure = AsyncDisposable & { readonly ports: SecurePorts };

type Plain = { readonly media: Server; readonly rtmp: Server; readonly rtsp: RtspServer };

/** HTTPS and WSS, RTMPS, RTSPS: the plain servers behind TLS on ports of their own; `null` without a certificate. */
export async function openSecure(
  env: WorkerEnv,
  plain: Plain,
  logger: Logger,
): Promise<Secure | null> {
  const { LUKOU_TLS_CERT: cert, LUKOU_TLS_KEY: key, LUKOU_HOST: host } = env;
  if (!cert || !key) return null;
  const certificate = await openCertificate({ cert, key }, (error) =>
    logger.error({ err: error }, 'the changed certificate cannot be used'),
  );
  const open = (
    variable: 'LUKOU_HTTPS_PORT' | 'LUKOU_RTMPS_PORT' | 'LUKOU_RTSPS_PORT',
    take: (socket: TLSSocket) => void,
  ) => listen(certificate.server(take), { host, port: env[variable], variable });
  try {
    const ports = {
      https: await open('LUKOU_HTTPS_PORT', (socket) => plain.media.emit('connection', socket)),
      rtmps: await open('LUKOU_RTMPS_PORT', (socket) => plain.rtmp.emit('connection', socket)),
      rtsps: await open('LUKOU_RTSPS_PORT', (socket) => plain.rtsp.take(socket)),
    };
    return { ports, [Symbol.asyncDispose]: () => certificate[Symbol.asyncDispose]() };
  } catch (error) {
    await certificate[Symbol.asyncDispose]();
    throw error;
  }
}
