import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { StreamRegistry } from '../hub/registry.ts';
import { ScriptedPuller } from '../hub/testing.ts';
import { streamId } from '../media/stream-id.ts';
import { SimulatedClock } from '../platform/simulated-clock.ts';
import { type StreamSpec, streamSpecSchema } from './contract.ts';
import { StreamSpecs } from './stream-specs.ts';

function specs(adhoc = false) {
  const registry = new StreamRegistry({
    clock: new SimulatedClock(),
    random: () => 0.5,
    stateChanged: () => {},
  });
  const dialled: string[] = [];
  const pullerFor = (source: object) => {
    dialled.push('url' in source ? String(source.url) : '');
    return new ScriptedPuller();
  };
  return { registry, dialled, specs: new StreamSpecs({ registry, pullerFor, adhoc }) };
}

function spec(changes: object): StreamSpec {
  return streamSpecSchema.parse({ id: 'camera-1', source: { kind: 'publish' }, ...changes });
}

const keySha256 = createHash('sha256').update('s3cret').digest('hex');

describe('publishing', () => {
  it.each([
    { name: 'the right key', key: 's3cret', code: null },
    { name: 'a wrong key', key: 'guess', code: 'publish.wrong-key' },
    { name: 'no key', key: null, code: 'publish.wrong-key' },
  ])('$name', ({ key, code }) => {
    const { specs: wanted, registry } = specs();
    wanted.put([spec({ source: { kind: 'publish', keySha256 } })]);
    const admit = () => wanted.admit({ app: 'live', name: 'camera-1', key });
    if (code === null) expect(admit()).toBe(registry.get(streamId('camera-1')));
    else expect(admit).toThrow(expect.objectContaining({ context: { code } }));
  });

  it.each([
    {
      name: 'an unknown stream',
      claim: { app: 'live', name: 'nobody' },
      code: 'publish.unknown-stream',
    },
    {
      name: 'a name that is none',
      claim: { app: 'live', name: '../x' },
      code: 'publish.unknown-stream',
    },
    {
      name: 'another application',
      claim: { app: 'vod', name: 'camera-1' },
      code: 'publish.wrong-app',
    },
    {
      name: 'a pulled stream',
      claim: { app: 'live', name: 'camera-2' },
      code: 'publish.not-expected',
    },
  ])('refuses $name', ({ claim, code }) => {
    const { specs: wanted } = specs();
    const pulled = spec({ id: 'camera-2', source: { kind: 'rtsp', url: 'rtsp://10.0.0.1/' } });
    wanted.put([spec({}), pulled]);
    expect(() => wanted.admit({ ...claim, key: null })).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ code }) }),
    );
  });

  it('alone takes any name', () => {
    const { specs: wanted, registry } = specs(true);
    expect(wanted.admit({ app: 'live', name: 'anything', key: null }).id).toBe('anything');
    expect(registry.size).toBe(1);
  });
});

describe('putting', () => {
  const camera = {
    id: 'camera-2',
    source: { kind: 'rtsp', url: 'rtsp://10.0.0.1/' },
    keepWarm: true,
  };

  it('the same twice dials once', () => {
    const { specs: wanted, dialled } = specs();
    wanted.put([spec(camera)]);
    wanted.put([spec(camera)]);
    expect(dialled).toEqual(['rtsp://10.0.0.1/']);
  });

  it('another grace time keeps the connection, another address does not', () => {
    const { specs: wanted, dialled } = specs();
    wanted.put([spec(camera)]);
    wanted.put([spec({ ...camera, stopAfterMs: 5 })]);
    wanted.put([spec({ ...camera, source: { kind: 'rtsp', url: 'rtsp://10.0.0.2/' } })]);
    expect(dialled).toEqual(['rtsp://10.0.0.1/', 'rtsp://10.0.0.2/']);
  });

  it('removed streams are gone', () => {
    const { specs: wanted, registry } = specs();
    wanted.put([spec({})]);
    wanted.remove(['camera-1', 'never-was']);
    expect(registry.size).toBe(0);
    expect(() => wanted.admit({ app: 'live', name: 'camera-1', key: null })).toThrow('no such');
  });
});
