/** MANSCDP bodies (GB/T 28181-2022 annex A.2): queries and controls we send, and what devices answer. */
import { XMLParser } from 'fast-xml-parser';

export const MANSCDP_TYPE = 'Application/MANSCDP+xml';

export type Manscdp = {
  readonly root: 'Control' | 'Query' | 'Notify' | 'Response';
  readonly cmdType: string;
  readonly sn: number;
  readonly deviceId: string;
  readonly fields: Readonly<Record<string, unknown>>;
};

export type CatalogItem = {
  readonly id: string;
  readonly name: string;
  readonly maker: string;
  readonly model: string;
  readonly parentId: string;
  readonly civilCode: string;
  readonly online: boolean;
  /** WGS-84; null: not said, or zero, which many send for it. */
  readonly place: { readonly lon: number; readonly lat: number } | null;
  /** 1 dome, 2 half dome, 3 fixed, 4 gun that can be turned …; null: not said. */
  readonly ptzType: number | null;
};

/** Digits 11 to 13 (annex E): capture, checkpoint and multi-lens devices, cameras, mobile transmission. Areas, groups and recorders show nothing. */
const CAMERA = /^\d{10}(?:12[0-2]|13[128])\d{7}$/;

const ROOTS = ['Control', 'Query', 'Notify', 'Response'] as const;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
  isArray: (name) => name === 'Item',
});

/** null: it cannot be read, or is something else. */
export function parseManscdp(body: Buffer): Manscdp | null {
  const text = decodeText(body);
  const parsed = tryParse(text) ?? tryParse(mended(text));
  if (!parsed) return null;
  for (const root of ROOTS) {
    const fields = asRecord(parsed[root]);
    if (!fields) continue;
    const cmdType = textOf(fields.CmdType);
    const deviceId = textOf(fields.DeviceID);
    if (!cmdType || !deviceId) return null;
    return { root, cmdType, sn: Number(textOf(fields.SN)) || 0, deviceId, fields };
  }
  return null;
}

/**
 * GB 2312 and GBK are read as GB 18030, which contains them. Some declare it and send UTF-8: that is taken for UTF-8 where
 * the whole body is, with a character of three bytes among them, which Chinese ones are there and two of GB 2312 are not.
 */
export function decodeText(body: Buffer): string {
  const head = body.subarray(0, 200).toString('latin1');
  const declared = /encoding\s*=\s*["']([\w-]+)["']/i.exec(head)?.[1] ?? '';
  const utf8 = tryDecode(body, 'utf-8');
  if (utf8 !== null && (/^utf-?8$/i.test(declared) || /[\u0800-\uffff]/.test(utf8))) return utf8;
  return tryDecode(body, 'gb18030') ?? utf8 ?? body.toString('latin1');
}

function tryDecode(body: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    return null;
  }
}

function tryParse(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = parser.parse(text, true);
    return asRecord(parsed);
  } catch {
    return null;
  }
}

/** Some send bare ampersands and control characters. */
function mended(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/&(?!#?\w+;)/g, '&amp;');
}

/** `count`: how many items there were, cameras or not. */
export function catalogOf(fields: Manscdp['fields']): {
  total: number | null;
  count: number;
  items: CatalogItem[];
} {
  const list = asRecord(fields.DeviceList);
  const items = Array.isArray(list?.Item) ? list.Item : [];
  const total = Number.parseInt(textOf(fields.SumNum), 10);
  return {
    total: Number.isNaN(total) ? null : total,
    count: items.length,
    items: items.map(asRecord).flatMap((item) => (item ? catalogItem(item) : [])),
  };
}

const LOST = /^(OFF|VLOST|DEFECT)$/i;

/** A notified catalogue (clause 9.11.3): most items say only what happened to a channel, some are whole. */
export function newsOf(fields: Manscdp['fields']) {
  const list = asRecord(fields.DeviceList);
  const items = Array.isArray(list?.Item) ? list.Item : [];
  const news = { on: [] as string[], off: [] as string[], gone: [] as string[] };
  const whole = new Map<string, CatalogItem>();
  for (const item of items.map(asRecord)) {
    if (!item) continue;
    const [id, event] = [textOf(item.DeviceID), textOf(item.Event)];
    if (/^ON$/i.test(event)) news.on.push(id);
    else if (LOST.test(event)) news.off.push(id);
    else if (/^DEL$/i.test(event)) news.gone.push(id);
    else for (const told of catalogItem(item)) whole.set(told.id, told);
  }
  return { ...news, items: [...whole.values()] };
}

function catalogItem(item: Record<string, unknown>): CatalogItem[] {
  const id = textOf(item.DeviceID);
  if (!CAMERA.test(id)) return [];
  const ptzType = Number.parseInt(textOf(asRecord(item.Info)?.PTZType ?? item.PTZType), 10);
  return [
    {
      id,
      name: textOf(item.Name) || id,
      maker: textOf(item.Manufacturer),
      model: textOf(item.Model),
      parentId: textOf(item.ParentID),
      civilCode: textOf(item.CivilCode),
      online: !/^(off|offline)$/i.test(textOf(item.Status)),
      place: placeOf(item),
      ptzType: Number.isNaN(ptzType) ? null : ptzType,
    },
  ];
}

function placeOf(item: Record<string, unknown>): CatalogItem['place'] {
  const lon = Number.parseFloat(textOf(item.Longitude));
  const lat = Number.parseFloat(textOf(item.Latitude));
  const said = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && (lon !== 0 || lat !== 0);
  return said ? { lon, lat } : null;
}

export function presetsOf(fields: Manscdp['fields']): { token: string; name: string }[] {
  const list = asRecord(fields.PresetList);
  const items = Array.isArray(list?.Item) ? list.Item : [];
  return items.map(asRecord).flatMap((item) => {
    const token = textOf(item?.PresetID);
    return token ? [{ token, name: textOf(item?.PresetName) || token }] : [];
  });
}

/** `inner` is XML already: build it with `element`. */
export function writeManscdp(
  root: 'Control' | 'Query' | 'Response',
  cmdType: string,
  {
    sn,
    deviceId,
    inner = '',
  }: { readonly sn: number; readonly deviceId: string; readonly inner?: string },
): Buffer {
  return Buffer.from(
    [
      '<?xml version="1.0" encoding="GB2312"?>',
      `<${root}>`,
      element('CmdType', cmdType),
      element('SN', String(sn)),
      element('DeviceID', deviceId),
      ...(inner ? [inner] : []),
      `</${root}>`,
      '',
    ].join('\r\n'),
    'latin1', // nothing but ASCII is written
  );
}

export function element(name: string, value: string): string {
  const safe = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${safe}</${name}>`;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
