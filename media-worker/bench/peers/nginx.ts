import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchProcess, type Core, startProgram } from '../processes.ts';

/** Where Debian puts it and its RTMP module (package libnginx-mod-rtmp). */
const NGINX = '/usr/sbin/nginx';
const RTMP_MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';

export function nginxInstalled(): boolean {
  return existsSync(NGINX) && existsSync(RTMP_MODULE);
}

/** One process, as ours is; the module's defaults, and no access log. */
export function startNginx({
  core,
  rtmpPort,
  data,
}: {
  readonly core: Core;
  readonly rtmpPort: number;
  readonly data: string;
}): BenchProcess {
  const file = join(data, 'nginx.conf');
  writeFileSync(
    file,
    `load_module ${RTMP_MODULE};
daemon off;
master_process off;
pid ${data}/nginx.pid;
error_log ${data}/error.log;
worker_rlimit_nofile 8192;
events { worker_connections 8192; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:${rtmpPort};
    application live { live on; }
  }
}
`,
  );
  return startProgram([NGINX, '-p', data, '-c', file], { core, ipc: false });
}
