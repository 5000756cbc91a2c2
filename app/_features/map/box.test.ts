import { describe, expect, it } from 'vitest';
import { boxOf, boxText, parseBox } from './box.ts';

describe('a box of the map', () => {
  it('lies around two corners in any order', () => {
    const box = { west: 117, south: 31, east: 118, north: 32 };
    expect(boxOf([118, 31], [117, 32])).toEqual(box);
    expect(boxOf([117, 32], [118, 31])).toEqual(box);
  });

  it('comes back from an address', () => {
    const box = boxOf([117.123456, 31], [118, -32.5]);
    expect(boxText(box)).toBe('117.12346,-32.50000,118.00000,31.00000');
    expect(parseBox(boxText(box))).toEqual({ ...box, west: 117.12346 });
  });

  it.each(['', '1,2,3', '1,2,3,4,5', '2,0,1,1', '0,2,1,1', 'a,b,c,d'])('is not %s', (text) => {
    expect(parseBox(text)).toBeNull();
  });
});
