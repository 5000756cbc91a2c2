import type { ChildSpec } from './children.ts';
import type { SupervisorEnv } from './env.ts';

/** What each worker listens on: the first on the ports that are set, the others on those that follow. */
export function workerPorts(env: SupervisorEnv): Port[] {
  return Array.from({ length: env.workers }, (_, index) => portsOf(env, index)).flat();
}

type Port = { readonly variable: string; readonly port: number };

function portsOf(env: SupervisorEnv, index: number): Port[] {
  const plain = [
    { variable: 'LUKOU_MEDIA_PORT', port: env.mediaPort + index },
    { variable: 'LUKOU_RTMP_PORT', port: env.rtmpPort + index },
    { variable: 'LUKOU_RTSP_PORT', port: env.rtspPort + index },
    { variable: 'LUKOU_WEBRTC_PORT', port: env.webrtcPort + index },
  ];
  if (!env.secure) return plain;
  return [
    ...plain,
    { variable: 'LUKOU_HTTPS_PORT', port: env.secure.httpsPort + index },
    { variable: 'LUKOU_RTMPS_PORT', port: env.secure.rtmpsPort + index },
    { variable: 'LUKOU_RTSPS_PORT', port: env.secure.rtspsPort + index },
  ];
}

/** A media worker per core that is given to video; all of them on this machine. */
export function workerSpecs(env: SupervisorEnv, shared: NodeJS.ProcessEnv): ChildSpec[] {
  return Array.from({ length: env.workers }, (_, index) => ({
    name: index === 0 ? 'media-worker' : `media-worker-${index + 1}`,
    file: 'media-worker/main.ts',
    env: {
      ...shared,
      LUKOU_SERVER_URL: `http://127.0.0.1:${env.port}`,
      LUKOU_NODE_ID: nodeId(shared.LUKOU_NODE_ID || 'local', index),
      LUKOU_RTP_PORTS: share(env.rtpPorts, index, env.workers),
      ...Object.fromEntries(
        portsOf(env, index).map(({ variable, port }) => [variable, String(port)]),
      ),
    },
  }));
}

function nodeId(base: string, index: number): string {
  return index === 0 ? base : `${base}-${index + 1}`;
}

/** Workers do not ask each other which port is free: each has a part of the range of its own. */
function share([first, last]: readonly [number, number], index: number, count: number): string {
  const each = Math.floor((last - first + 1) / count);
  return `${first + index * each}-${first + (index + 1) * each - 1}`;
}
