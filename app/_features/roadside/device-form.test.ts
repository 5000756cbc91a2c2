import { describe, expect, it } from 'vitest';
import type { RoadsideDevice } from '../../../server/roadside/schema.ts';
import { deviceInput, draftOfDevice, EMPTY_DEVICE, problemsOfDevice } from './device-form.ts';

const device: RoadsideDevice = {
  id: 'd',
  code: 'VMS-1',
  name: '诱导屏',
  kind: 'sign',
  roadId: 'g40',
  roadCode: 'G40',
  direction: 'down',
  chainageM: 612_300,
  lon: 117.5,
  lat: 31.5,
  byRoad: false,
  maker: null,
  remark: '双立柱',
};

describe('the form of a roadside device', () => {
  it('sends what it was opened with', () => {
    const { id: _, roadCode: __, byRoad: ___, ...fields } = device;
    expect(deviceInput(draftOfDevice(device))).toEqual(fields);
  });
  it('leaves a position that the road gave to the road', () => {
    const draft = draftOfDevice({ ...device, byRoad: true });
    expect([draft.lon, draft.lat]).toEqual(['', '']);
    expect(deviceInput(draft)).toMatchObject({ lon: null, lat: null, chainageM: 612_300 });
  });
  it('takes direction and chainage only on a road', () => {
    const draft = { ...draftOfDevice(device), roadId: '' };
    expect(deviceInput(draft)).toMatchObject({ roadId: null, direction: null, chainageM: null });
  });
  it('says what is wrong', () => {
    expect(problemsOfDevice(EMPTY_DEVICE)).toEqual({ code: 'required', name: 'required' });
    const draft = { ...draftOfDevice(device), chainage: 'x', lon: '200', lat: '' };
    expect(problemsOfDevice(draft)).toEqual({
      chainage: 'badChainage',
      lon: 'badNumber',
      lat: 'required',
    });
  });
});
