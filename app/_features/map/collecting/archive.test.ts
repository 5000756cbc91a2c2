import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { archiveOf } from './archive.ts';

const words = {
  list: 'list',
  columns: 'Code,Name,Taken at,File,Why',
  time: () => '2026-03-09 14:26:07',
  failure: (thrown: unknown) => String(thrown),
};
const camera = (code: string, name: string) => ({ id: code, code, name });

it('holds each picture as it came, and a list that also names who gave none', async () => {
  const jpeg = new Uint8Array([0xff, 0xd8, 0xff]);
  const archive = archiveOf(
    [
      { camera: camera('A1', 'G40 K1+000'), jpeg, takenAt: new Date() },
      { camera: camera('A2', '=cmd|"x"'), failure: 'offline' },
    ],
    words,
  );
  const files = unzipSync(new Uint8Array(await archive.arrayBuffer()));
  const name = 'A1_G40_K1+000_2026-03-09_14-26-07.jpg';
  expect(Object.keys(files).sort()).toEqual([name, 'list.csv']);
  expect(files[name]).toEqual(jpeg);
  const list = files['list.csv'] ?? new Uint8Array();
  expect([...list.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(strFromU8(list)).toBe(
    `Code,Name,Taken at,File,Why\r\n"A1","G40 K1+000","2026-03-09 14:26:07","${name}",""\r\n` +
      `"A2","'=cmd|""x""","","","offline"\r\n`,
  );
});
