// node-media-server 4 with its defaults, on the ports given, without its admin pages.
import NodeMediaServer from 'nms4';

const [rtmp, http, data] = process.argv.slice(2);
new NodeMediaServer({
  bind: '127.0.0.1',
  notify: { url: '' },
  store: { path: data, maxHistory: 10_000 },
  auth: { play: false, publish: false, secret: '' },
  rtmp: { port: Number(rtmp) },
  http: { port: Number(http) },
  webadmin: { enable: false },
  record: { auto: false, path: data },
}).run();
