/** The eight bytes of PTZCmd (GB/T 28181-2022 annex A.3), as 16 hexadecimal digits. */
import type { Motion } from '../drivers/driver.ts';

const FIRST = 0xa5;
/** Version 0 in the high nibble, (A + 5 + 0) mod 16 in the low one. */
const SECOND = 0x0f;
/** Looked at by nobody: DeviceID says who is meant. */
const ADDRESS = 0x01;

const RIGHT = 0x01;
const LEFT = 0x02;
const DOWN = 0x04;
const UP = 0x08;
const ZOOM_IN = 0x10;
const ZOOM_OUT = 0x20;
const LENS = 0x40;
const FOCUS_FAR = 0x01;
const FOCUS_NEAR = 0x02;
const IRIS_OPEN = 0x04;
const IRIS_CLOSE = 0x08;
const SET_PRESET = 0x81;
const CALL_PRESET = 0x82;
const DELETE_PRESET = 0x83;
const AUX_ON = 0x8c;
const AUX_OFF = 0x8d;
const FASTEST = 0xff;
const FASTEST_ZOOM = 0x0f;

function command(what: number, data1 = 0, data2 = 0, data3 = 0): string {
  const bytes = [FIRST, SECOND, ADDRESS, what, data1, data2, data3 << 4];
  const sum = bytes.reduce((total, byte) => total + byte, 0) & 0xff;
  return Buffer.from([...bytes, sum])
    .toString('hex')
    .toUpperCase();
}

export const STOP = command(0);
export const STOP_LENS = command(LENS);

/** Pan, tilt and zoom together; the lens has a command of its own. */
export function moveCommand({ pan, tilt, zoom }: Motion): string {
  const what = pick(pan, RIGHT, LEFT) | pick(tilt, UP, DOWN) | pick(zoom, ZOOM_IN, ZOOM_OUT);
  return command(what, scaled(pan, FASTEST), scaled(tilt, FASTEST), scaled(zoom, FASTEST_ZOOM));
}

export function lensCommand({ focus, iris }: Motion): string {
  const what = LENS | pick(focus, FOCUS_FAR, FOCUS_NEAR) | pick(iris, IRIS_OPEN, IRIS_CLOSE);
  return command(what, scaled(focus, FASTEST), scaled(iris, FASTEST));
}

/** From 1 to 255. */
export function presetCommand(what: 'set' | 'call' | 'delete', number: number): string {
  const code = { set: SET_PRESET, call: CALL_PRESET, delete: DELETE_PRESET }[what];
  return command(code, 0, number);
}

/** A switch of the device; 1 is the wiper. */
export function auxiliaryCommand(on: boolean, number: number): string {
  return command(on ? AUX_ON : AUX_OFF, number);
}

function pick(value: number, above: number, below: number): number {
  if (value === 0) return 0;
  return value > 0 ? above : below;
}

/** Never 0 while it moves. */
function scaled(value: number, most: number): number {
  if (value === 0) return 0;
  return Math.max(1, Math.round(Math.min(1, Math.abs(value)) * most));
}
