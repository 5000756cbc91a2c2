// ONVIF ver20/imaging of a simulated camera: its focus motor, focus mode and exposure.
import { IRIS_DB, MODES, type Mode } from './lens-model.ts';
import { type Call, type Service, SOURCE_TOKEN } from './operations.ts';
import { type Element, Fault, find } from './soap.ts';

function demandSource({ operation }: Call): void {
  if (find(operation, 'VideoSourceToken')?.text !== SOURCE_TOKEN)
    throw new Fault('NoSource', 'There is no such source');
}

function modeOf(element: Element | null): Mode | null {
  if (!element) return null;
  const mode = MODES.find((one) => one === element.text);
  if (!mode) throw new Fault('SettingsInvalid', 'There is no such mode');
  return mode;
}

function numberOf(element: Element | null, least: number, most: number): number | null {
  if (!element) return null;
  const value = Number(element.text);
  if (!(value >= least && value <= most)) throw new Fault('SettingsInvalid', 'Out of range');
  return value;
}

const MODE_OPTIONS = MODES.map((mode) => `<tt:Mode>${mode}</tt:Mode>`).join('');
const FOCUS_OPTIONS = MODES.map((mode) => `<tt:AutoFocusModes>${mode}</tt:AutoFocusModes>`).join(
  '',
);
const MAX_EXPOSURE_US = 1_000_000;

export const imagingService: Service = {
  GetImagingSettings: (call) => {
    demandSource(call);
    const { focusMode, exposureMode, irisDb, exposureTimeUs } = call.device.lens;
    return `<timg:GetImagingSettingsResponse><timg:ImagingSettings><tt:Brightness>50</tt:Brightness><tt:Exposure><tt:Mode>${exposureMode}</tt:Mode><tt:ExposureTime>${exposureTimeUs}</tt:ExposureTime><tt:Iris>${irisDb}</tt:Iris></tt:Exposure><tt:Focus><tt:AutoFocusMode>${focusMode}</tt:AutoFocusMode></tt:Focus><tt:IrCutFilter>AUTO</tt:IrCutFilter></timg:ImagingSettings></timg:GetImagingSettingsResponse>`;
  },

  GetOptions: (call) => {
    demandSource(call);
    return `<timg:GetOptionsResponse><timg:ImagingOptions><tt:Exposure>${MODE_OPTIONS}<tt:Iris><tt:Min>${IRIS_DB.least}</tt:Min><tt:Max>${IRIS_DB.most}</tt:Max></tt:Iris></tt:Exposure><tt:Focus>${FOCUS_OPTIONS}</tt:Focus></timg:ImagingOptions></timg:GetOptionsResponse>`;
  },

  SetImagingSettings: (call) => {
    demandSource(call);
    const { lens } = call.device;
    const settings = find(call.operation, 'ImagingSettings');
    const exposure = find(settings, 'Exposure');
    const focusMode = modeOf(find(settings, 'Focus', 'AutoFocusMode'));
    const exposureMode = modeOf(find(exposure, 'Mode'));
    const exposureTime = numberOf(find(exposure, 'ExposureTime'), 0, MAX_EXPOSURE_US);
    const iris = numberOf(find(exposure, 'Iris'), IRIS_DB.least, IRIS_DB.most);
    if (exposure && !exposureMode) throw new Fault('SettingsInvalid', 'Exposure wants its mode');
    lens.focusMode = focusMode ?? lens.focusMode;
    lens.exposureMode = exposureMode ?? lens.exposureMode;
    lens.exposureTimeUs = exposureTime ?? lens.exposureTimeUs;
    lens.irisDb = iris ?? lens.irisDb;
    call.device.record('SetImagingSettings', {
      ...(focusMode === null ? {} : { focusMode }),
      ...(exposureMode === null ? {} : { exposureMode }),
      ...(exposureTime === null ? {} : { exposureTime }),
      ...(iris === null ? {} : { iris }),
    });
    return '<timg:SetImagingSettingsResponse/>';
  },

  GetMoveOptions: (call) => {
    demandSource(call);
    return '<timg:GetMoveOptionsResponse><timg:MoveOptions><tt:Continuous><tt:Speed><tt:Min>-1</tt:Min><tt:Max>1</tt:Max></tt:Speed></tt:Continuous></timg:MoveOptions></timg:GetMoveOptionsResponse>';
  },

  Move: (call) => {
    demandSource(call);
    if (call.device.lens.focusMode === 'AUTO') throw new Fault('Move', 'The focus is automatic');
    const speed = Number(find(call.operation, 'Focus', 'Continuous', 'Speed')?.text ?? 0);
    call.device.record('FocusMove', { speed });
    return '<timg:MoveResponse/>';
  },

  Stop: (call) => {
    demandSource(call);
    call.device.record('FocusStop');
    return '<timg:StopResponse/>';
  },
};
