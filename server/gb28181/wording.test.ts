import { describe, expect, it } from 'vitest';
import { readGbAddress, writeGbAddress } from './address.ts';
import { catalogOf, decodeText, parseManscdp, writeManscdp } from './manscdp.ts';
import { lensCommand, moveCommand, presetCommand, STOP, STOP_LENS } from './ptz-command.ts';
import { liveSsrc, parseAnswer, writeOffer } from './sdp.ts';

const still = { pan: 0, tilt: 0, zoom: 0, focus: 0, iris: 0 };

describe('PTZCmd', () => {
  it('is what annex A.3 gives as examples', () => {
    expect(STOP).toBe('A50F0100000000B5');
    expect(moveCommand({ ...still, pan: -0x40 / 0xff })).toBe('A50F0102400000F7');
    expect(presetCommand('call', 1)).toBe('A50F018200010038');
  });

  it('joins directions, never moves at speed 0 and never beyond the fastest', () => {
    expect(moveCommand({ ...still, pan: 1, tilt: 1, zoom: -1 }).slice(6, 14)).toBe('29FFFFF0');
    expect(moveCommand({ ...still, tilt: -0.001 }).slice(6, 14)).toBe('04000100');
    expect(moveCommand({ ...still, pan: 9 }).slice(8, 10)).toBe('FF');
  });

  it('has a command of its own for the lens', () => {
    expect(STOP_LENS.slice(6, 14)).toBe('40000000');
    expect(lensCommand({ ...still, focus: 1 }).slice(6, 14)).toBe('41FF0000');
    expect(lensCommand({ ...still, iris: -1 }).slice(6, 14)).toBe('4800FF00');
  });
});

/** 路口 in GB 2312. */
const JUNCTION = Buffer.from([0xc2, 0xb7, 0xbf, 0xda]);

function catalog(name: Buffer, declared: string): Buffer {
  return Buffer.concat([
    Buffer.from(
      `<?xml version="1.0" encoding="${declared}"?>\r\n<Response><CmdType>Catalog</CmdType><SN>7</SN>` +
        '<DeviceID>34020000001180000001</DeviceID><SumNum>1</SumNum><DeviceList Num="1"><Item>' +
        '<DeviceID>34020000001320000001</DeviceID><Name>',
    ),
    name,
    Buffer.from(
      '</Name><Manufacturer>A & B</Manufacturer><Status>ON</Status><Longitude>117.2</Longitude>' +
        '<Latitude>31.8</Latitude><Info><PTZType>1</PTZType></Info></Item></DeviceList></Response>',
    ),
  ]);
}

describe('MANSCDP', () => {
  it.each([
    ['GB2312', JUNCTION],
    ['gb18030', JUNCTION],
    ['GB2312', Buffer.from('路口')],
    ['UTF-8', Buffer.from('路口')],
  ])('reads a catalogue that says %s', (declared, name) => {
    const message = parseManscdp(catalog(name, declared));
    expect(message).toMatchObject({ root: 'Response', cmdType: 'Catalog', sn: 7 });
    expect(catalogOf(message?.fields ?? {})).toEqual({
      total: 1,
      count: 1,
      items: [
        {
          id: '34020000001320000001',
          name: '路口',
          maker: 'A & B',
          model: '',
          parentId: '',
          civilCode: '',
          online: true,
          place: { lon: 117.2, lat: 31.8 },
          ptzType: 1,
        },
      ],
    });
  });

  it('counts areas and recorders of a catalogue, but takes cameras only', () => {
    const ids = ['3402', '34020000002160000001', '34020000001180000001', '34020000001310000001'];
    const items = ids.map((id) => `<Item><DeviceID>${id}</DeviceID><Name>x</Name></Item>`);
    const message = parseManscdp(
      Buffer.from(
        '<Response><CmdType>Catalog</CmdType><SN>1</SN><DeviceID>34020000002000000009</DeviceID>' +
          `<SumNum>4</SumNum><DeviceList Num="4">${items.join('')}</DeviceList></Response>`,
      ),
    );
    const { count, items: cameras } = catalogOf(message?.fields ?? {});
    expect(count).toBe(4);
    expect(cameras.map(({ id }) => id)).toEqual(['34020000001310000001']);
  });

  it('does not take two bytes of GB 2312 for UTF-8 because they could be', () => {
    const text = Buffer.concat([
      Buffer.from('<?xml encoding="GB2312"?>'),
      Buffer.from([0xc2, 0xb7]),
    ]);
    expect(decodeText(text)).toContain('路');
  });

  it.each(['', '<', '<Response/>', '<Response><CmdType>X</CmdType></Response>', '\u0000\u0001'])(
    'has no meaning for %j',
    (text) => {
      expect(parseManscdp(Buffer.from(text))).toBeNull();
    },
  );

  it('reads what it writes', () => {
    const body = writeManscdp('Query', 'Catalog', { sn: 5, deviceId: '34020000001180000001' });
    expect(parseManscdp(body)).toMatchObject({
      root: 'Query',
      cmdType: 'Catalog',
      sn: 5,
      deviceId: '34020000001180000001',
    });
  });
});

describe('an invitation', () => {
  const offer = {
    ownerId: '34020000002000000001',
    host: '10.0.0.2',
    port: 30_000,
    ssrc: 200_000_001,
    stream: 1,
  } as const;

  it('offers PS over UDP, or TCP with who connects', () => {
    const udp = writeOffer({ ...offer, mode: 'udp' }).toString();
    expect(udp).toContain('m=video 30000 RTP/AVP 96 97 98 99\r\n');
    expect(udp).toContain('y=0200000001\r\n');
    expect(udp).not.toContain('a=setup');
    const tcp = writeOffer({ ...offer, mode: 'passive' }).toString();
    expect(tcp).toContain('m=video 30000 TCP/RTP/AVP 96 97 98 99\r\n');
    expect(tcp).toContain('a=setup:passive\r\n');
  });

  it('numbers live streams by the domain', () => {
    expect(liveSsrc('3402000000', 1)).toBe(200_000_001);
    expect(liveSsrc('3402000000', 12_345)).toBe(200_002_345);
  });

  it('takes what an answer says, and that it says nothing', () => {
    const text = 'v=0\r\nc=IN IP4 10.1.1.1\r\nm=video 15060 TCP/RTP/AVP 96\r\ny=0200000001\r\n';
    expect(parseAnswer(Buffer.from(text))).toEqual({
      host: '10.1.1.1',
      port: 15_060,
      ssrc: 200_000_001,
    });
    expect(parseAnswer(Buffer.alloc(0))).toEqual({ host: null, port: null, ssrc: null });
    expect(parseAnswer(Buffer.from('m=video 0 RTP/AVP 96\r\ny=99999999999')).port).toBeNull();
  });
});

it('an address is written and read, and others are left alone', () => {
  const address = {
    deviceId: '34020000001180000001',
    channelId: '34020000001320000001',
    sub: true,
  };
  expect(readGbAddress(writeGbAddress(address))).toEqual(address);
  expect(readGbAddress('rtsp://10.0.0.1/1')).toBeNull();
  expect(readGbAddress('gb28181://1/2?stream=main')).toBeNull();
});
