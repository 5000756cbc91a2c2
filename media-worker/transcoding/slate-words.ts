import type { StreamFailure } from '../hub/failure.ts';

/** A sentence in both languages: on a wall nobody can choose one. */
export type Words = { readonly zh: string; readonly en: string };

const BY_CODE: Readonly<Record<string, Words>> = {
  'rtsp.unauthorized': { zh: '用户名或密码错误', en: 'Wrong user name or password' },
  'http.unauthorized': { zh: '用户名或密码错误', en: 'Wrong user name or password' },
  'rtsp.forbidden': { zh: '设备拒绝访问', en: 'The device denies access' },
  'rtsp.not-found': { zh: '设备上没有这一路视频', en: 'The device has no such stream' },
  'http.not-found': { zh: '来源没有这一路视频', en: 'The source has no such stream' },
  'rtmp.not-found': { zh: '来源没有这一路视频', en: 'The source has no such stream' },
  'rtsp.busy': { zh: '设备连接数已满', en: 'The device takes no more connections' },
  'network.unresolved': { zh: '设备域名无法解析', en: "The device's name is unknown" },
  'network.unreachable': { zh: '网络不可达', en: 'The network is unreachable' },
  'network.refused': { zh: '设备拒绝连接', en: 'The device refuses the connection' },
  'network.timeout': { zh: '设备没有应答', en: 'The device does not answer' },
  'network.closed': { zh: '连接已断开', en: 'The connection was closed' },
  'network.not-allowed': { zh: '地址不在允许的网段', en: 'The address is in no allowed network' },
  'source.no-video': { zh: '设备停止发送画面', en: 'The device stopped sending pictures' },
  'source.ended': { zh: '来源结束了视频', en: 'The source ended the stream' },
  'publish.ended': { zh: '推流已停止', en: 'Publishing has stopped' },
  'stream.unknown': { zh: '节点上没有这路视频', en: 'This worker has no such stream' },
  'stream.removed': { zh: '这路视频已移除', en: 'The stream was removed' },
  'picture.undecodable': { zh: '画面无法解码', en: 'The picture cannot be decoded' },
  'mosaic.nested': { zh: '拼接画面不能再拼接', en: 'A mosaic cannot show a mosaic' },
  'stream.no-picture': { zh: '正在等待画面', en: 'Waiting for a picture' },
};

const BY_KIND = {
  malformed: { zh: '来源的数据有误', en: 'The source sends malformed data' },
  unsupported: { zh: '来源的格式不受支持', en: "The source's format is not supported" },
  unreachable: { zh: '无法连接到来源', en: 'The source cannot be reached' },
  timeout: { zh: '来源没有应答', en: 'The source does not answer' },
  refused: { zh: '来源拒绝了请求', en: 'The source refuses the request' },
  overflow: { zh: '超出容量', en: 'More than there is capacity for' },
  storage: { zh: '存储故障', en: 'Storage trouble' },
  bug: { zh: '内部错误', en: 'Internal error' },
} as const satisfies Record<StreamFailure['kind'], Words>;

/** Why there is no picture, for those who look at the wall. */
export function reasonWords({ code, kind }: Pick<StreamFailure, 'code' | 'kind'>): Words {
  return BY_CODE[code] ?? BY_KIND[kind];
}
