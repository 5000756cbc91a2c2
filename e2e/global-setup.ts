import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './fixtures/ports.ts';
import { launchSite, type SiteSettings, stopSite, untilReady } from './fixtures/site.ts';

/** Starts a site with the demo on a fresh database; specs find it through the environment. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const ports = await freePorts(9);
  const [port = 0, mediaPort = 0, rtmpPort = 0, rtspPort = 0, webrtcPort = 0] = ports;
  const [simulatorPort = 0, onvifPort = 0, simulatorControlPort = 0, sipPort = 0] = ports.slice(5);
  const data = await mkdtemp(join(tmpdir(), 'lukou-e2e-'));
  const settings: SiteSettings = {
    data,
    port,
    mediaPort,
    rtmpPort,
    rtspPort,
    webrtcPort,
    simulatorPort,
    onvifPort,
    simulatorControlPort,
    sipPort,
    adminPassword: 'crossing-e2e-admin',
    demo: 'on',
  };
  const site = launchSite(settings);
  await untilReady(site);
  process.env.LUKOU_E2E_SITE = JSON.stringify({ ...settings, pid: site.process.pid });
  return async () => {
    await stopSite(site);
    if (process.env.LUKOU_E2E_KEEP) process.stdout.write(site.output());
    await rm(data, { recursive: true, force: true });
  };
}
