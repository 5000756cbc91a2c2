// ONVIF ver20/ptz of a simulated dome.
import { type Call, PROFILE_NAMES, type Service } from './operations.ts';
import { MAX_PRESETS, MAX_TIMEOUT_MS, MIN_TIMEOUT_MS, type Position } from './ptz-model.ts';
import { type Element, escapeXml, Fault, find } from './soap.ts';

const SPACES = 'http://www.onvif.org/ver10/tptz';
const AUXILIARY = ['tt:Wiper|On', 'tt:Wiper|Off', 'tt:IRLamp|Auto'];

function demandProfile({ operation }: Call): void {
  const token = find(operation, 'ProfileToken')?.text;
  if (!PROFILE_NAMES.some((name) => name === token))
    throw new Fault('NoProfile', 'There is no such profile');
}

function number(element: Element | null, attribute: string): number {
  const value = Number(element?.attributes[attribute] ?? 0);
  if (!(Math.abs(value) <= 1)) throw new Fault('InvalidVelocity', `${attribute} is out of range`);
  return value;
}

/** ISO 8601, as far as clients write it here: PT5S, PT0.5S. */
function durationMs(text: string): number {
  const [, minutes, seconds] = /^PT(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text) ?? [];
  return Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * 1000;
}

function vectorOf(element: Element | null): Partial<Position> {
  const panTilt = find(element, 'PanTilt');
  const zoom = find(element, 'Zoom');
  return {
    ...(panTilt ? { pan: number(panTilt, 'x'), tilt: number(panTilt, 'y') } : {}),
    ...(zoom ? { zoom: number(zoom, 'x') } : {}),
  };
}

function range(tag: string, space: string, least: number, axes: readonly string[]): string {
  const ranges = axes.map(
    (axis) => `<tt:${axis}Range><tt:Min>${least}</tt:Min><tt:Max>1</tt:Max></tt:${axis}Range>`,
  );
  return `<tt:${tag}><tt:URI>${SPACES}/${space}</tt:URI>${ranges.join('')}</tt:${tag}>`;
}

const SUPPORTED = [
  range('AbsolutePanTiltPositionSpace', 'PanTiltSpaces/PositionGenericSpace', -1, ['X', 'Y']),
  range('AbsoluteZoomPositionSpace', 'ZoomSpaces/PositionGenericSpace', 0, ['X']),
  range('RelativePanTiltTranslationSpace', 'PanTiltSpaces/TranslationGenericSpace', -1, ['X', 'Y']),
  range('RelativeZoomTranslationSpace', 'ZoomSpaces/TranslationGenericSpace', -1, ['X']),
  range('ContinuousPanTiltVelocitySpace', 'PanTiltSpaces/VelocityGenericSpace', -1, ['X', 'Y']),
  range('ContinuousZoomVelocitySpace', 'ZoomSpaces/VelocityGenericSpace', -1, ['X']),
].join('');

const NODE = `<tptz:PTZNode token="node1" FixedHomePosition="false"><tt:Name>dome</tt:Name><tt:SupportedPTZSpaces>${SUPPORTED}</tt:SupportedPTZSpaces><tt:MaximumNumberOfPresets>${MAX_PRESETS}</tt:MaximumNumberOfPresets><tt:HomeSupported>true</tt:HomeSupported>${AUXILIARY.map((command) => `<tt:AuxiliaryCommands>${command}</tt:AuxiliaryCommands>`).join('')}</tptz:PTZNode>`;

function vector({ pan, tilt, zoom }: Position): string {
  return `<tt:PanTilt x="${pan.toFixed(4)}" y="${tilt.toFixed(4)}"/><tt:Zoom x="${zoom.toFixed(4)}"/>`;
}

export const ptzService: Service = {
  GetNodes: () => `<tptz:GetNodesResponse>${NODE}</tptz:GetNodesResponse>`,
  GetConfigurations: () =>
    '<tptz:GetConfigurationsResponse><tptz:PTZConfiguration token="ptz1"><tt:Name>ptz</tt:Name><tt:UseCount>2</tt:UseCount><tt:NodeToken>node1</tt:NodeToken></tptz:PTZConfiguration></tptz:GetConfigurationsResponse>',
  GetConfigurationOptions: () =>
    `<tptz:GetConfigurationOptionsResponse><tptz:PTZConfigurationOptions><tt:Spaces>${SUPPORTED}</tt:Spaces><tt:PTZTimeout><tt:Min>PT${MIN_TIMEOUT_MS / 1000}S</tt:Min><tt:Max>PT${MAX_TIMEOUT_MS / 1000}S</tt:Max></tt:PTZTimeout></tptz:PTZConfigurationOptions></tptz:GetConfigurationOptionsResponse>`,

  ContinuousMove: (call) => {
    demandProfile(call);
    const velocity = {
      pan: 0,
      tilt: 0,
      zoom: 0,
      ...vectorOf(find(call.operation, 'Velocity')),
    };
    const timeout = find(call.operation, 'Timeout')?.text;
    const timeoutMs = timeout === undefined ? null : durationMs(timeout);
    if (timeoutMs !== null && (timeoutMs < MIN_TIMEOUT_MS || timeoutMs > MAX_TIMEOUT_MS))
      throw new Fault('TimeoutNotSupported', 'The timeout is out of range');
    call.device.ptz.move(velocity, timeoutMs);
    call.device.record('ContinuousMove', velocity);
    return '<tptz:ContinuousMoveResponse/>';
  },

  Stop: (call) => {
    demandProfile(call);
    const said = (name: string) => find(call.operation, name)?.text !== 'false';
    call.device.ptz.stop(said('PanTilt'), said('Zoom'));
    call.device.record('Stop');
    return '<tptz:StopResponse/>';
  },

  AbsoluteMove: (call) => {
    demandProfile(call);
    const position = vectorOf(find(call.operation, 'Position'));
    call.device.ptz.goTo(position);
    call.device.record('AbsoluteMove', position);
    return '<tptz:AbsoluteMoveResponse/>';
  },

  RelativeMove: (call) => {
    demandProfile(call);
    const by = { pan: 0, tilt: 0, zoom: 0, ...vectorOf(find(call.operation, 'Translation')) };
    const at = call.device.ptz.position;
    call.device.ptz.goTo({
      pan: at.pan + by.pan,
      tilt: at.tilt + by.tilt,
      zoom: at.zoom + by.zoom,
    });
    call.device.record('RelativeMove', by);
    return '<tptz:RelativeMoveResponse/>';
  },

  GetStatus: ({ device, saysPosition }) => {
    const position = saysPosition
      ? `<tt:Position>${vector(device.ptz.position)}</tt:Position>`
      : '';
    const state = device.ptz.moving ? 'MOVING' : 'IDLE';
    return `<tptz:GetStatusResponse><tptz:PTZStatus>${position}<tt:MoveStatus><tt:PanTilt>${state}</tt:PanTilt><tt:Zoom>${state}</tt:Zoom></tt:MoveStatus><tt:UtcTime>${new Date(device.utcMs).toISOString()}</tt:UtcTime></tptz:PTZStatus></tptz:GetStatusResponse>`;
  },

  GetPresets: ({ device }) => {
    const presets = [...device.ptz.presets].map(
      ([token, { name, position }]) =>
        `<tptz:Preset token="${escapeXml(token)}"><tt:Name>${escapeXml(name)}</tt:Name><tt:PTZPosition>${vector(position)}</tt:PTZPosition></tptz:Preset>`,
    );
    return `<tptz:GetPresetsResponse>${presets.join('')}</tptz:GetPresetsResponse>`;
  },

  SetPreset: ({ device, operation }) => {
    const given = find(operation, 'PresetToken')?.text ?? null;
    const known = given === null ? undefined : device.ptz.presets.get(given);
    const name = find(operation, 'PresetName')?.text ?? known?.name ?? '';
    const token = device.ptz.setPreset(given, name);
    if (token === null) throw new Fault('TooManyPresets', 'There is no room for another preset');
    device.record('SetPreset', { token, name });
    return `<tptz:SetPresetResponse><tptz:PresetToken>${escapeXml(token)}</tptz:PresetToken></tptz:SetPresetResponse>`;
  },

  GotoPreset: ({ device, operation }) => {
    const token = find(operation, 'PresetToken')?.text ?? '';
    if (!device.ptz.gotoPreset(token)) throw new Fault('NoToken', 'There is no such preset');
    const speed = find(operation, 'Speed', 'PanTilt');
    device.record('GotoPreset', { token, ...(speed ? { speed: number(speed, 'x') } : {}) });
    return '<tptz:GotoPresetResponse/>';
  },

  RemovePreset: ({ device, operation }) => {
    const token = find(operation, 'PresetToken')?.text ?? '';
    if (!device.ptz.removePreset(token)) throw new Fault('NoToken', 'There is no such preset');
    device.record('RemovePreset', { token });
    return '<tptz:RemovePresetResponse/>';
  },

  GotoHomePosition: ({ device }) => {
    device.ptz.goHome();
    device.record('GotoHomePosition');
    return '<tptz:GotoHomePositionResponse/>';
  },

  SetHomePosition: ({ device }) => {
    device.ptz.setHome();
    device.record('SetHomePosition');
    return '<tptz:SetHomePositionResponse/>';
  },

  SendAuxiliaryCommand: ({ device, operation }) => {
    const command = find(operation, 'AuxiliaryData')?.text ?? '';
    if (!AUXILIARY.includes(command)) throw new Fault('InvalidArgVal', 'No such command');
    device.record('SendAuxiliaryCommand', { command });
    return `<tptz:SendAuxiliaryCommandResponse><tptz:AuxiliaryResponse>OK</tptz:AuxiliaryResponse></tptz:SendAuxiliaryCommandResponse>`;
  },
};
