import { describe, expect, it } from 'vitest';
import { readSupervisorEnv } from './env.ts';
import { workerPorts, workerSpecs } from './workers.ts';

const TEST = { NODE_ENV: 'test' } as const;

function settings(variables: Record<string, string>) {
  const read = readSupervisorEnv({ ...TEST, ...variables });
  if ('problems' in read) throw new Error(read.problems.join());
  return read.env;
}

describe('media workers of one machine', () => {
  it('one stands on the ports that are set', () => {
    const [spec, ...others] = workerSpecs(settings({ LUKOU_PORT: '3100' }), TEST);
    expect(others).toEqual([]);
    expect(spec).toMatchObject({
      name: 'media-worker',
      env: {
        LUKOU_SERVER_URL: 'http://127.0.0.1:3100',
        LUKOU_NODE_ID: 'local',
        LUKOU_MEDIA_PORT: '8080',
        LUKOU_RTP_PORTS: '30000-39999',
      },
    });
  });

  it('several share nothing: names, ports and ranges of ports are their own', () => {
    const env = settings({ LUKOU_WORKERS: '3', LUKOU_RTP_PORTS: '30000-30299' });
    const specs = workerSpecs(env, { ...TEST, LUKOU_NODE_ID: 'north' });
    expect(specs.map((spec) => spec.env.LUKOU_NODE_ID)).toEqual(['north', 'north-2', 'north-3']);
    expect(specs.map((spec) => spec.env.LUKOU_RTSP_PORT)).toEqual(['8554', '8555', '8556']);
    expect(specs.map((spec) => spec.env.LUKOU_RTP_PORTS)).toEqual([
      '30000-30099',
      '30100-30199',
      '30200-30299',
    ]);
    const ports = workerPorts(env).map(({ port }) => port);
    expect(new Set(ports).size).toBe(12);
    const secure = {
      LUKOU_WORKERS: '3',
      LUKOU_TLS_KEY: 'key.pem',
      LUKOU_TLS_CERT: 'cert.pem',
    };
    const all = workerPorts(settings(secure)).map(({ port }) => port);
    expect(new Set(all).size).toBe(21);
    const [, second] = workerSpecs(settings(secure), TEST);
    expect(second?.env).toMatchObject({ LUKOU_HTTPS_PORT: '8444', LUKOU_RTSPS_PORT: '8323' });
  });

  it('as many as cores less one, where the machine shall decide', () => {
    expect(settings({ LUKOU_WORKERS: 'auto' }).workers).toBeGreaterThanOrEqual(1);
    expect(readSupervisorEnv({ ...TEST, LUKOU_WORKERS: '0' })).toMatchObject({
      problems: [expect.stringContaining('LUKOU_WORKERS')],
    });
  });
});
