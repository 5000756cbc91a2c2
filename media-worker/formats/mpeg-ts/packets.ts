// Transport packets: ISO/IEC 13818-1 §2.4.3.2.

export const TS_PACKET_BYTES = 188;
const HEADER_BYTES = 4;
const PAYLOAD_BYTES = TS_PACKET_BYTES - HEADER_BYTES;
/** length, flags, 6 bytes of clock */
const CLOCK_FIELD_BYTES = 8;

export type PesPacketsOptions = {
  readonly pid: number;
  /** Continuity counter of the first packet. */
  readonly counter: number;
  /** Program clock reference in 90 kHz ticks on the first packet, or `null`. */
  readonly pcr: number | null;
  readonly randomAccess: boolean;
};

function writeAdaptation(
  out: Uint8Array,
  at: number,
  length: number,
  options: PesPacketsOptions,
  first: boolean,
): void {
  out[at] = length - 1;
  if (length === 1) return;
  const withClock = first && options.pcr !== null;
  out[at + 1] = (first && options.randomAccess ? 0x40 : 0) | (withClock ? 0x10 : 0);
  let next = at + 2;
  if (withClock) {
    const base = options.pcr ?? 0;
    // 33 bits of base, 6 reserved ones, 9 bits of extension (0)
    out[next] = Math.floor(base / 0x2000000) & 0xff;
    out[next + 1] = (base >>> 17) & 0xff;
    out[next + 2] = (base >>> 9) & 0xff;
    out[next + 3] = (base >>> 1) & 0xff;
    out[next + 4] = ((base & 1) << 7) | 0x7e;
    out[next + 5] = 0;
    next += 6;
  }
  out.fill(0xff, next, at + length);
}

/** Bytes of adaptation field the first packet needs whatever its payload. */
function fixedAdaptation(options: PesPacketsOptions): number {
  if (options.pcr !== null) return CLOCK_FIELD_BYTES;
  return options.randomAccess ? 2 : 0;
}

/** Cuts one PES packet into transport packets; the last is stuffed through its adaptation field. */
export function pesPackets(pes: Uint8Array, options: PesPacketsOptions): Uint8Array {
  const fixed = fixedAdaptation(options);
  const count = Math.max(1, Math.ceil((pes.length + fixed) / PAYLOAD_BYTES));
  const out = new Uint8Array(count * TS_PACKET_BYTES);
  let taken = 0;
  for (let index = 0; index < count; index++) {
    const at = index * TS_PACKET_BYTES;
    const first = index === 0;
    const least = first ? fixed : 0;
    const payload = Math.min(pes.length - taken, PAYLOAD_BYTES - least);
    const adaptation = PAYLOAD_BYTES - payload;
    out[at] = 0x47;
    out[at + 1] = (first ? 0x40 : 0) | (options.pid >>> 8);
    out[at + 2] = options.pid & 0xff;
    out[at + 3] = (adaptation > 0 ? 0x30 : 0x10) | ((options.counter + index) & 0x0f);
    if (adaptation > 0) writeAdaptation(out, at + HEADER_BYTES, adaptation, options, first);
    out.set(pes.subarray(taken, taken + payload), at + HEADER_BYTES + adaptation);
    taken += payload;
  }
  return out;
}

/** A section of less than 183 bytes in one packet, behind its pointer field. */
export function sectionPacket(pid: number, counter: number, section: Uint8Array): Uint8Array {
  const out = new Uint8Array(TS_PACKET_BYTES).fill(0xff);
  out[0] = 0x47;
  out[1] = 0x40 | (pid >>> 8);
  out[2] = pid & 0xff;
  out[3] = 0x10 | (counter & 0x0f);
  out[4] = 0;
  out.set(section, 5);
  return out;
}
