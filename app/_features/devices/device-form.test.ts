import { describe, expect, it } from 'vitest';
import type { ProbedDevice } from '../../../server/devices/schema.ts';
import { ADDRESS_TEMPLATES } from '../../../server/drivers/schema.ts';
import { addressesFor, chosenChannels, draftChannels } from './device-form.ts';

const profile = (token: string, width: number | null, address: string | null = 'rtsp://h/') => ({
  token,
  name: token,
  codec: 'H264',
  width,
  height: width,
  fps: 25,
  kilobits: null,
  address,
});
const control = {
  profileToken: 'a',
  sourceToken: 's',
  ptz: null,
  moveTimeoutMs: null,
  focusSpeed: null,
  irisDb: null,
};
const device = (profiles: ReturnType<typeof profile>[], channels = 1): ProbedDevice => ({
  address: 'http://10.0.0.9/onvif/device_service',
  maker: 'M',
  model: 'X1',
  firmware: '1',
  serial: ' 12/34 ',
  clockOffsetMs: 0,
  services: [],
  channels: Array.from({ length: channels }, (_, at) => ({
    channel: at + 1,
    name: 's',
    profiles,
    snapshotAddress: null,
    control,
  })),
  known: [],
});

describe('what was found', () => {
  it('the largest is main, the smallest sub, those without an address neither', () => {
    const all = [profile('b', 640), profile('a', 1920), profile('c', 3840, null)];
    expect(draftChannels(device(all))).toEqual([
      { channel: 1, chosen: true, code: '1234', name: 'X1', mainProfile: 'a', subProfile: 'b' },
    ]);
  });

  it('one stream is main only; none cannot be chosen', () => {
    expect(draftChannels(device([profile('a', null)]))[0]).toMatchObject({ subProfile: '' });
    const none = draftChannels(device([profile('a', 1, null)]));
    expect(none[0]).toMatchObject({ chosen: false, mainProfile: '' });
    expect(chosenChannels(none)).toBeNull();
  });

  it('several channels are numbered, and those known are left out', () => {
    const recorder = {
      ...device([profile('a', 1)], 3),
      known: [{ channel: 2, cameraId: 'c', name: 'n' }],
    };
    const drafts = draftChannels(recorder);
    expect(drafts.map(({ code, chosen }) => [code, chosen])).toEqual([
      ['1234-1', true],
      ['1234-2', false],
      ['1234-3', true],
    ]);
    expect(chosenChannels(drafts)?.map(({ channel, subProfile }) => [channel, subProfile])).toEqual(
      [
        [1, null],
        [3, null],
      ],
    );
    expect(chosenChannels(drafts.map((draft) => ({ ...draft, name: ' ' })))).toBeNull();
  });
});

describe("makers' addresses", () => {
  const hikvision = ADDRESS_TEMPLATES[0];
  if (!hikvision) throw new Error('no templates');

  it.each(['10.0.0.9', 'rtsp://10.0.0.9:8554/x', ' 10.0.0.9 '])('for the host in %j', (typed) => {
    expect(addressesFor(hikvision, typed, 2)).toEqual({
      mainAddress: 'rtsp://10.0.0.9:554/Streaming/Channels/201',
      subAddress: 'rtsp://10.0.0.9:554/Streaming/Channels/202',
    });
  });

  it('none without a host', () => expect(addressesFor(hikvision, '', 1)).toBeNull());

  it.each(ADDRESS_TEMPLATES.map((template) => [template.maker, template] as const))(
    '%s: an address each',
    (_, template) => {
      const addresses = addressesFor(template, '10.0.0.9', 1);
      for (const address of Object.values(addresses ?? { none: '' }))
        expect(address === '' || URL.canParse(address)).toBe(true);
      expect(addresses?.mainAddress).toMatch(/^rtsp:\/\/10\.0\.0\.9:\d+\//);
    },
  );
});
