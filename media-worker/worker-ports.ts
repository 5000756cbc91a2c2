import type { Server } from 'node:net';
import { MediaError } from './media/errors.ts';
import { systemClock as clock } from './platform/clock.ts';
import type { WorkerEnv } from './platform/env.ts';
import { listen, listenProblem } from './platform/listen.ts';
import type { Logger } from './platform/logger.ts';
import type { MediaProvider } from './protocols/rtsp/media-provider.ts';
import { listenRtsp, type RtspServer } from './protocols/rtsp/server.ts';
import { openWebrtcDoor, type WebrtcDoor } from './sinks/webrtc-door.ts';
import { VERSION } from './version.ts';
import type { Ports } from './worker-report.ts';

/** The server calls from this machine unless the worker stands on another one. */
const LOOPBACK = '127.0.0.1';

/** @throws Error with a sentence that says what to do */
export async function openRtsp(
  env: WorkerEnv,
  provider: MediaProvider,
  logger: Logger,
): Promise<RtspServer> {
  const { LUKOU_HOST: host, LUKOU_RTSP_PORT: port } = env;
  return listenRtsp({
    host,
    port,
    provider,
    serverName: `Lukou/${VERSION}`,
    realm: 'lukou',
    credentials: null, // a ticket in the address is what opens a stream
    now: () => clock.monotonicNow(),
    onTrouble: (error) => logger.debug({ err: error }, 'rtsp connection ended in trouble'),
  }).catch((cause: unknown) => {
    const taken = cause instanceof MediaError && cause.context.code === 'network.port-taken';
    throw new Error(
      taken
        ? `Port ${port} is taken by another program. Stop it, or choose another with LUKOU_RTSP_PORT.`
        : `Cannot listen on ${host}:${port}. Check LUKOU_HOST and LUKOU_RTSP_PORT.`,
      { cause },
    );
  });
}

/** @throws Error with a sentence that says what to do */
export async function openWebrtc(env: WorkerEnv): Promise<WebrtcDoor> {
  const { LUKOU_HOST: host, LUKOU_WEBRTC_PORT: port } = env;
  const publicHost = env.LUKOU_PUBLIC_HOST ?? null;
  return openWebrtcDoor({ host, port, publicHost, clock }).catch((cause: unknown) => {
    throw listenProblem(cause, { host, port, variable: 'LUKOU_WEBRTC_PORT' });
  });
}

/** Opens what is left to open. @throws Error with a sentence that says what to do */
export async function openPorts(
  env: WorkerEnv,
  servers: { readonly rtmp: Server; readonly media: Server; readonly control: Server | null },
): Promise<Omit<Ports, 'rtspPort' | 'webrtcPort'>> {
  const host = env.LUKOU_HOST;
  const { rtmp, media, control } = servers;
  const rtmpPort = await listen(rtmp, {
    host,
    port: env.LUKOU_RTMP_PORT,
    variable: 'LUKOU_RTMP_PORT',
  });
  const mediaPort = await listen(media, {
    host,
    port: env.LUKOU_MEDIA_PORT,
    variable: 'LUKOU_MEDIA_PORT',
  });
  const at = {
    host: env.LUKOU_PUBLIC_HOST ? host : LOOPBACK,
    port: env.LUKOU_CONTROL_PORT,
    variable: 'LUKOU_CONTROL_PORT',
  };
  return { rtmpPort, mediaPort, controlPort: control ? await listen(control, at) : null };
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
