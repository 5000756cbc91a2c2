// ONVIF Core, ver10/device.
import type { Service } from './operations.ts';
import { find } from './soap.ts';

const SERVICES = [
  ['device', 'http://www.onvif.org/ver10/device/wsdl', 2],
  ['media', 'http://www.onvif.org/ver10/media/wsdl', 2],
  ['media2', 'http://www.onvif.org/ver20/media/wsdl', 2],
  ['ptz', 'http://www.onvif.org/ver20/ptz/wsdl', 2],
  ['imaging', 'http://www.onvif.org/ver20/imaging/wsdl', 2],
  ['events', 'http://www.onvif.org/ver10/events/wsdl', 2],
] as const;

export const deviceService: Service = {
  GetSystemDateAndTime: ({ device }) => {
    const now = new Date(device.utcMs);
    const time = `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>`;
    const date = `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>`;
    return `<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone><tt:UTCDateTime>${time}${date}</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>`;
  },

  SetSystemDateAndTime: ({ device, operation }) => {
    const utc = find(operation, 'UTCDateTime');
    const number = (...path: string[]) => Number(find(utc, ...path)?.text ?? Number.NaN);
    const utcMs = Date.UTC(
      number('Date', 'Year'),
      number('Date', 'Month') - 1,
      number('Date', 'Day'),
      number('Time', 'Hour'),
      number('Time', 'Minute'),
      number('Time', 'Second'),
    );
    if (Number.isFinite(utcMs)) device.setClock(utcMs);
    device.record('SetSystemDateAndTime', { utcMs });
    return '<tds:SetSystemDateAndTimeResponse/>';
  },

  GetServices: ({ serviceUrl }) => {
    const services = SERVICES.map(
      ([name, namespace, minor]) =>
        `<tds:Service><tds:Namespace>${namespace}</tds:Namespace><tds:XAddr>${escapeUrl(serviceUrl(name))}</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>${minor}</tt:Minor></tds:Version></tds:Service>`,
    );
    return `<tds:GetServicesResponse>${services.join('')}</tds:GetServicesResponse>`;
  },

  GetCapabilities: ({ serviceUrl }) => {
    const parts = (
      [
        ['Device', 'device'],
        ['Events', 'events'],
        ['Imaging', 'imaging'],
        ['Media', 'media'],
        ['PTZ', 'ptz'],
      ] as const
    ).map(
      ([tag, name]) => `<tt:${tag}><tt:XAddr>${escapeUrl(serviceUrl(name))}</tt:XAddr></tt:${tag}>`,
    );
    return `<tds:GetCapabilitiesResponse><tds:Capabilities>${parts.join('')}</tds:Capabilities></tds:GetCapabilitiesResponse>`;
  },

  GetDeviceInformation: ({ device }) =>
    `<tds:GetDeviceInformationResponse><tds:Manufacturer>Lukou</tds:Manufacturer><tds:Model>Simulated dome</tds:Model><tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>${device.code}</tds:SerialNumber><tds:HardwareId>simulator</tds:HardwareId></tds:GetDeviceInformationResponse>`,

  GetScopes: () =>
    `<tds:GetScopesResponse>${SCOPES.map((scope) => `<tds:Scopes><tt:ScopeDef>Fixed</tt:ScopeDef><tt:ScopeItem>${scope}</tt:ScopeItem></tds:Scopes>`).join('')}</tds:GetScopesResponse>`,

  SystemReboot: ({ device }) => {
    device.record('SystemReboot');
    device.reboot();
    return '<tds:SystemRebootResponse><tds:Message>Rebooting</tds:Message></tds:SystemRebootResponse>';
  },
};

export const SCOPES: readonly string[] = [
  'onvif://www.onvif.org/type/video_encoder',
  'onvif://www.onvif.org/type/ptz',
  'onvif://www.onvif.org/Profile/Streaming',
  'onvif://www.onvif.org/Profile/T',
  'onvif://www.onvif.org/hardware/Simulated%20dome',
  'onvif://www.onvif.org/name/Lukou',
  'onvif://www.onvif.org/location/',
];

export function escapeUrl(url: string): string {
  return url.replaceAll('&', '&amp;');
}
