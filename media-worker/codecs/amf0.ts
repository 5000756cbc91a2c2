// Action Message Format 0 (AMF0, Adobe 2007): what RTMP commands and FLV script data are written in.
import { ByteReader } from '../media/byte-reader.ts';
import { ByteWriter } from '../media/byte-writer.ts';
import { MediaError } from '../media/errors.ts';

/** Objects are maps, so that no key of a peer's reaches a prototype. Dates are UTC ms. */
export type AmfValue =
  | number
  | boolean
  | string
  | null
  | undefined
  | readonly AmfValue[]
  | ReadonlyMap<string, AmfValue>;

/** Real commands nest two deep. */
const MAX_DEPTH = 8;
/** onMetaData of encoders has about 30 properties; keyframe tables of files do not belong in a live stream. */
const MAX_VALUES = 2_048;

const MARKER = {
  number: 0,
  boolean: 1,
  string: 2,
  object: 3,
  null: 5,
  undefined: 6,
  ecmaArray: 8,
  objectEnd: 9,
  strictArray: 10,
  date: 11,
  longString: 12,
} as const;

const utf8 = new TextDecoder();
const toUtf8 = new TextEncoder();

/** All values in `bytes`, one after the other. @throws `malformed`, `overflow` */
export function readAmf0(bytes: Uint8Array): AmfValue[] {
  const reader = new Amf0Reader(bytes);
  const values: AmfValue[] = [];
  while (reader.remaining > 0) values.push(reader.value(0));
  return values;
}

/** The values one after the other. */
export function writeAmf0(...values: readonly AmfValue[]): Uint8Array {
  const writer = new ByteWriter();
  for (const value of values) writeValue(writer, value);
  return writer.finish();
}

/** An object from its properties. */
export function amfObject(properties: Readonly<Record<string, AmfValue>>): AmfValue {
  return new Map(Object.entries(properties));
}

class Amf0Reader {
  readonly #reader: ByteReader;
  #values = 0;

  constructor(bytes: Uint8Array) {
    this.#reader = new ByteReader(bytes);
  }

  get remaining(): number {
    return this.#reader.remaining;
  }

  value(depth: number): AmfValue {
    this.#values += 1;
    if (depth > MAX_DEPTH || this.#values > MAX_VALUES)
      throw new MediaError('overflow', 'AMF0 has too many or too deep values');
    const marker = this.#reader.u8();
    switch (marker) {
      case MARKER.number:
        return this.#reader.f64();
      case MARKER.boolean:
        return this.#reader.u8() !== 0;
      case MARKER.string:
        return this.#text(this.#reader.u16());
      case MARKER.longString:
        return this.#text(this.#reader.u32());
      case MARKER.object:
        return this.#properties(depth);
      case MARKER.ecmaArray:
        this.#reader.skip(4); // a count that encoders get wrong
        return this.#properties(depth);
      case MARKER.strictArray:
        return this.#array(depth);
      case MARKER.date:
        return this.#date();
      case MARKER.null:
        return null;
      case MARKER.undefined:
        return undefined;
      default:
        throw new MediaError('malformed', `AMF0 has an unknown marker ${marker}`);
    }
  }

  #text(length: number): string {
    return utf8.decode(this.#reader.take(length));
  }

  #properties(depth: number): ReadonlyMap<string, AmfValue> {
    const properties = new Map<string, AmfValue>();
    for (;;) {
      const key = this.#text(this.#reader.u16());
      if (key === '' && this.#reader.bytes[this.#reader.offset] === MARKER.objectEnd) {
        this.#reader.skip(1);
        return properties;
      }
      properties.set(key, this.value(depth + 1));
    }
  }

  #array(depth: number): readonly AmfValue[] {
    const count = this.#reader.u32();
    const values: AmfValue[] = [];
    while (values.length < count) values.push(this.value(depth + 1));
    return values;
  }

  #date(): number {
    const utcMs = this.#reader.f64();
    this.#reader.skip(2); // time zone, reserved
    return utcMs;
  }
}

function writeValue(writer: ByteWriter, value: AmfValue): void {
  if (value === null) writer.u8(MARKER.null);
  else if (value === undefined) writer.u8(MARKER.undefined);
  else if (typeof value === 'number') writer.u8(MARKER.number).f64(value);
  else if (typeof value === 'boolean') writer.u8(MARKER.boolean).u8(value ? 1 : 0);
  else if (typeof value === 'string') writeText(writer, value);
  else if (value instanceof Map) writeObject(writer, value);
  else if (Array.isArray(value)) {
    writer.u8(MARKER.strictArray).u32(value.length);
    for (const entry of value) writeValue(writer, entry);
  }
}

function writeText(writer: ByteWriter, text: string): void {
  const bytes = toUtf8.encode(text);
  if (bytes.length <= 0xffff) writer.u8(MARKER.string).u16(bytes.length);
  else writer.u8(MARKER.longString).u32(bytes.length);
  writer.bytes(bytes);
}

function writeObject(writer: ByteWriter, properties: ReadonlyMap<string, AmfValue>): void {
  writer.u8(MARKER.object);
  for (const [key, value] of properties) {
    const bytes = toUtf8.encode(key).subarray(0, 0xffff);
    writer.u16(bytes.length).bytes(bytes);
    writeValue(writer, value);
  }
  writer.u16(0).u8(MARKER.objectEnd);
}
