// node-media-server 2 with the settings of its README, on the ports given.
import NodeMediaServer from 'nms2';

const [rtmp, http, data] = process.argv.slice(2);
new NodeMediaServer({
  logType: 0,
  rtmp: { port: Number(rtmp), chunk_size: 60_000, gop_cache: true, ping: 30, ping_timeout: 60 },
  http: { port: Number(http), mediaroot: data, allow_origin: '*' },
}).run();
