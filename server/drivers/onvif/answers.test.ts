/** Whatever a device sends is read to the end or refused with our own code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../platform/errors.ts';
import { DEFAULT_CAMERA_NETWORKS, parseNetworks } from '../../platform/networks.ts';
import { channelControlSchema, presetSchema } from '../schema.ts';
import { readChallenge } from './digest.ts';
import { answersOf } from './discovery.ts';
import { readEvents } from './events.ts';
import { lensOf } from './lens.ts';
import { readProfiles } from './media.ts';
import { durationMs, readPresets, sheetOf } from './ptz.ts';
import { clockOf, deviceUrl, listedServices, reachable, reachableStream } from './services.ts';
import { parseXml, type Xml } from './xml.ts';

const parsed = parseNetworks(DEFAULT_CAMERA_NETWORKS);
if (!parsed.ok) throw new Error(parsed.problem);
const { networks } = parsed;
const used = new URL('http://10.0.0.7:8080/onvif/device_service');

const NAMES = [
  'Envelope',
  'Body',
  'Profiles',
  'Configurations',
  'VideoSource',
  'VideoEncoder',
  'PTZ',
  'SourceToken',
  'NodeToken',
  'Encoding',
  'Resolution',
  'Width',
  'RateControl',
  'Preset',
  'Name',
  'PTZNode',
  'SupportedPTZSpaces',
  'ContinuousPanTiltVelocitySpace',
  'MaximumNumberOfPresets',
  'AuxiliaryCommands',
  'Service',
  'Namespace',
  'XAddr',
  'NotificationMessage',
  'Topic',
  'Message',
  'Data',
  'SimpleItem',
  'ProbeMatches',
  'ProbeMatch',
  'XAddrs',
  'Scopes',
  'SystemDateAndTime',
  'UTCDateTime',
  'Date',
  'Year',
  'toString',
  '__proto__',
];

const name = fc.constantFrom(...NAMES);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('-1', '1e309', 'NaN', 'true', 'http://[', 'http://10.0.0.9/x', 'rtsp://8.8.8.8/'),
);

const leaf = { name, text, attributes: fc.dictionary(fc.constantFrom('token', 'Name'), text) };
const { element } = fc.letrec<{ element: Xml }>((tie) => ({
  element: fc.oneof(
    { maxDepth: 5 },
    fc.record({ ...leaf, children: fc.constant([]) }),
    fc.record({ ...leaf, children: fc.array(tie('element'), { maxLength: 5 }) }),
  ),
}));

function onlyOurErrors<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return null;
  }
}

describe('arbitrary answers', () => {
  it('any text is XML or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (input) => {
        onlyOurErrors(() => parseXml(input));
      }),
    );
  });

  it('torn and mixed envelopes are XML or refused', () => {
    const whole = '<s:Envelope xmlns:s="a"><s:Body><b t="1">x &amp; y</b></s:Body></s:Envelope>';
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, to, noise) => {
        onlyOurErrors(() => parseXml(whole.slice(0, from) + noise + whole.slice(to)));
      }),
    );
  });

  it('any elements give profiles, presets, sheets, services, events and times that hold', () => {
    fc.assert(
      fc.property(element, (answer) => {
        for (const preset of readPresets(answer)) presetSchema.parse(preset);
        for (const profile of readProfiles(answer)) expect(profile.token).not.toBe('');
        const { sheet, ...bounds } = lensOf(answer, answer);
        const ptz = sheetOf(answer, sheet);
        channelControlSchema.parse({
          profileToken: '',
          sourceToken: '',
          ptz,
          moveTimeoutMs: null,
          ...bounds,
        });
        expect(ptz.presets).toBeLessThanOrEqual(256);
        for (const url of Object.values(listedServices(answer, used)))
          expect(url.hostname).toBe('10.0.0.7');
        for (const { at } of readEvents(answer)) expect(Number.isNaN(at.getTime())).toBe(false);
        const utcMs = clockOf(answer);
        if (utcMs !== null) expect(Number.isFinite(utcMs)).toBe(true);
      }),
    );
  });

  it('a lens without a manual mode, or without an iris, has none to turn', () => {
    const moves = parseXml('<r><MoveOptions><Absolute/></MoveOptions></r>');
    const options = (exposure: string, focus: string) =>
      parseXml(
        `<r><ImagingOptions><Exposure>${exposure}</Exposure><Focus>${focus}</Focus></ImagingOptions></r>`,
      );
    const iris = '<Iris><Min>0</Min><Max>10</Max></Iris>';
    const auto = options(`<Mode>AUTO</Mode>${iris}`, '<AutoFocusModes>AUTO</AutoFocusModes>');
    const none = { focus: false, autoFocus: false, iris: false, autoIris: false };
    expect(lensOf(moves, auto).sheet).toEqual(none);
    expect(lensOf(null, null)).toEqual({ sheet: none, focusSpeed: null, irisDb: null });
    expect(lensOf(moves, options('<Mode>MANUAL</Mode>', '')).sheet).toEqual(none);
    const manual = lensOf(moves, options(`<Mode>MANUAL</Mode>${iris}`, ''));
    expect(manual.sheet).toEqual({ ...none, iris: true });
    expect(manual.irisDb).toEqual({ least: 0, most: 10 });
  });

  it('a deep answer is refused, not recursed into without end', () => {
    const deep = '<a>'.repeat(5_000) + '</a>'.repeat(5_000);
    expect(() => parseXml(deep)).toThrow('onvif.malformed');
  });

  it('any address a device names leads back to where it was reached', () => {
    fc.assert(
      fc.property(fc.webUrl(), (text) => {
        expect(reachable(new URL(text), used).hostname).toBe('10.0.0.7');
        const stream = reachableStream(text.replace(/^https?/, 'rtsp'), used, networks);
        if (stream !== null) expect(new URL(stream).hostname).toBe('10.0.0.7');
      }),
    );
  });

  it('any typed address is a URL or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webAuthority(), fc.webUrl()), (input) => {
        const url = onlyOurErrors(() => deviceUrl(input));
        if (url) expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
      }),
    );
  });

  it('any challenge is answered or left alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constant('Digest realm="a", nonce="b"'))),
        (headers) => {
          const answer = readChallenge(headers);
          const account = { username: 'a"b', password: 'c' };
          if (answer) expect(answer.header(account, 'POST', '/')).toMatch(/^Digest /);
        },
      ),
    );
  });

  it('durations', () => {
    expect(['PT5S', 'PT1M30S', 'PT0.5S', 'P1DT1H', 'PT', 'P', 'x', '5'].map(durationMs)).toEqual([
      5_000,
      90_000,
      500,
      90_000_000,
      null,
      null,
      null,
      null,
    ]);
  });

  it('any packet is an answer to our probe or nothing', () => {
    const asked = new Set(['urn:uuid:1']);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(answersOf(Buffer.from(bytes), asked, networks)).toEqual([]);
      }),
    );
  });

  it('SHA-256 is answered, an algorithm we do not know is left alone', () => {
    const header = (algorithm: string) =>
      readChallenge([
        `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`,
      ])?.header({ username: 'Mufasa', password: 'Circle of Life' }, 'GET', '/dir/index.html');
    expect(header('SHA-256')).toContain('algorithm=SHA-256, qop=auth, nc=00000001');
    expect(header('SHA-512-256')).toBeUndefined();
  });
});
