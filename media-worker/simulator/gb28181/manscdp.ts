// What a device says about itself in MANSCDP: GB/T 28181 A.2.
import type { SimulatedChannel } from './device.ts';

/** Where no type is said: a fixed camera. */
const FIXED_CAMERA = 3;

/** The text of the first element of that name, without blanks around; empty when there is none. */
export function elementOf(xml: string, name: string): string {
  const [, text = ''] = new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml) ?? [];
  return text.trim();
}

/** Beijing time without a zone. */
export function beijingTime(utcMs: number): string {
  return new Date(utcMs + 8 * 3_600_000).toISOString().slice(0, 19);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

type Fields = readonly (readonly [name: string, text: string])[];

function elements(fields: Fields): string {
  return fields.map(([name, text]) => `<${name}>${escaped(text)}</${name}>\r\n`).join('');
}

export type About = { readonly command: string; readonly sn: string; readonly id: string };

/** One message; `inner` is XML behind the fields. */
export function manscdp(
  root: 'Notify' | 'Response',
  { command, sn, id }: About,
  fields: Fields,
  inner = '',
): string {
  const head = elements([['CmdType', command], ['SN', sn], ['DeviceID', id], ...fields]);
  return `<?xml version="1.0" encoding="GB2312"?>\r\n<${root}>\r\n${head}${inner}</${root}>\r\n`;
}

/** The catalogue in messages of at most `atMost` items. */
export function catalogMessages(
  about: About,
  channels: readonly SimulatedChannel[],
  atMost: number,
): string[] {
  const total: Fields = [['SumNum', String(channels.length)]];
  if (channels.length === 0) return [manscdp('Response', about, total)];
  return Array.from({ length: Math.ceil(channels.length / atMost) }, (_, index) => {
    const some = channels.slice(index * atMost, (index + 1) * atMost);
    const items = some.map((channel) => catalogItem(about.id, channel)).join('');
    const list = `<DeviceList Num="${some.length}">\r\n${items}</DeviceList>\r\n`;
    return manscdp('Response', about, total, list);
  });
}

function catalogItem(deviceId: string, { id, name, ptzType }: SimulatedChannel): string {
  const item = elements([
    ['DeviceID', id],
    ['Name', name],
    ['Manufacturer', 'Lukou'],
    ['Model', 'Simulated camera'],
    ['CivilCode', id.slice(0, 6)],
    ['Address', name],
    ['Parental', '0'],
    ['ParentID', deviceId],
    ['RegisterWay', '1'],
    ['Secrecy', '0'],
    ['Status', 'ON'],
  ]);
  const info = elements([['PTZType', String(ptzType ?? FIXED_CAMERA)]]);
  return `<Item>\r\n${item}<Info>\r\n${info}</Info>\r\n</Item>\r\n`;
}

/** Preset numbers as named positions. */
export function presetMessage(about: About, presets: readonly number[]): string {
  const items = presets
    .map((one) => {
      const item = elements([
        ['PresetID', String(one)],
        ['PresetName', `预置位${one}`],
      ]);
      return `<Item>\r\n${item}</Item>\r\n`;
    })
    .join('');
  const list = `<PresetList Num="${presets.length}">\r\n${items}</PresetList>\r\n`;
  return manscdp('Response', about, [['SumNum', String(presets.length)]], list);
}
