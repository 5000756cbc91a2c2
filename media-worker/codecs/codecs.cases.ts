import { type Nalu, nalu } from '../media/track.ts';

/** Parameter sets as encoders wrote them: x264 164 and x265 3.5 from Debian 12, test picture. */
export function unit(hex: string): Nalu {
  return nalu(new Uint8Array(Buffer.from(hex, 'hex')));
}

export const h264Cases = [
  {
    name: 'x264 high 640x360 at 25',
    sps: '6764001eacd940a02ff97011000003000100000300320f162d96',
    pps: '68ebe3cb22c0',
    expected: { width: 640, height: 360, fps: 25, codecString: 'avc1.64001e' },
  },
  {
    name: 'x264 main 1080p at 30000/1001, cropped from 1088',
    sps: '674d4028eca03c0113f2e022000007d20001d4c01e30632c',
    pps: '68ebe3cb20',
    expected: { width: 1920, height: 1080, fps: 29.97, codecString: 'avc1.4d4028' },
  },
  {
    name: 'x264 baseline 704x576 at 25',
    sps: '6742c01ed900b0126c0440000003004000000c83c58b92',
    pps: '68cb83cb20',
    expected: { width: 704, height: 576, fps: 25, codecString: 'avc1.42c01e' },
  },
];

export const h265Cases = [
  {
    name: 'x265 main 1080p at 25',
    vps: '40010c01ffff016000000300900000030000030078959809',
    sps: '420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000c84',
    pps: '4401c172b46240',
    expected: { width: 1920, height: 1080, fps: 25, codecString: 'hvc1.1.6.L120.90' },
  },
  {
    name: 'x265 main 10 2160p at 30',
    vps: '40010c01ffff022000000300900000030000030096959809',
    sps: '420101022000000300900000030000030096a001e020021c4d96566924caf0168080000003008000000f04',
    pps: '4401c172b46240',
    expected: { width: 3840, height: 2160, fps: 30, codecString: 'hvc1.2.4.L150.90' },
  },
];
