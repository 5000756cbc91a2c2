// The strip along the top of a picture with camera name and clock, made live as one slice of ITU-T H.264:
// macroblocks with text are I_PCM, flat ones copy their left neighbour, unchanged ones are skipped.
import { BitWriter, withEmulationPrevention } from './bit-writer.ts';
import { GLYPH_COLUMNS, GLYPH_ROWS, isLit } from './font.ts';
import type { SliceHeader } from './slice-header.ts';

/** Where the strip is and how large a dot of its letters is. */
export type StripGeometry = {
  readonly widthInMacroblocks: number;
  readonly rows: number;
  /** Picture samples per dot of the font. */
  readonly dot: number;
  readonly marginX: number;
  readonly marginY: number;
};

const MACROBLOCK = 16;
const PCM_BYTES = 384;
/** Dark grey and near white in limited range; both at least 4, so that text can hold no start code. */
const BACKGROUND = 30;
const INK = 225;
const NEUTRAL_CHROMA = 128;

/** Left-aligned name, right-aligned clock. */
export type StripText = { readonly label: string; readonly clock: string };

/** Macroblocks that are not flat, by their place in the strip: 384 PCM bytes each. */
type Cells = ReadonlyMap<number, Uint8Array>;
/** Labels of cameras being watched and the last few clocks; about 10 KB each. */
const TEXTS_KEPT = 512;

/** Draws texts as macroblocks. The same text gives the same slice; texts drawn lately are remembered. */
export class StripPainter {
  readonly geometry: StripGeometry;
  readonly #drawn = new Map<string, Cells>();

  constructor(geometry: StripGeometry) {
    this.geometry = geometry;
  }

  /** Characters that fit beside a clock of 22. */
  get labelLength(): number {
    const { widthInMacroblocks, dot, marginX } = this.geometry;
    const columns = Math.floor((widthInMacroblocks * MACROBLOCK - 2 * marginX) / this.#pitch(dot));
    return Math.max(0, columns - 24);
  }

  /** A slice that draws the whole strip: for random access points. */
  whole(header: SliceHeader, text: StripText): Uint8Array {
    const { widthInMacroblocks, rows } = this.geometry;
    const writer = startSlice(header);
    const label = this.#label(text.label);
    const clock = this.#clock(text.clock);
    const types: ('pcm' | 'flat')[] = [];
    let afterText = false;
    for (let index = 0; index < widthInMacroblocks * rows; index++) {
      const samples = label.get(index) ?? clock.get(index);
      // The first of a row has nothing to copy from, and the right edge of text must not be smeared on.
      const pcm = samples !== undefined || afterText || index % widthInMacroblocks === 0;
      if (pcm) writePcm(writer.unsigned(25), samples ?? FLAT);
      else this.#writeFlat(writer, types, index);
      types.push(pcm ? 'pcm' : 'flat');
      afterText = samples !== undefined;
    }
    return finishSlice(header, writer);
  }

  /** A slice for a picture that refers to the one before, which had the same label and showed the clock `before`. */
  update(header: SliceHeader, before: string, clock: string): Uint8Array {
    const writer = startSlice(header);
    let next = 0;
    for (const [index, samples] of this.#changes(before, clock)) {
      writer.unsigned(index - next);
      writePcm(writer.unsigned(30), samples);
      next = index + 1;
    }
    const left = this.geometry.widthInMacroblocks * this.geometry.rows - next;
    if (left > 0) writer.unsigned(left);
    return finishSlice(header, writer);
  }

  #pitch(dot: number): number {
    return (GLYPH_COLUMNS + 1) * dot;
  }

  #changes(before: string, clock: string): [number, Uint8Array][] {
    if (before === clock) return [];
    const old = this.#clock(before);
    const fresh = this.#clock(clock);
    const changed: [number, Uint8Array][] = [];
    for (const index of new Set([...old.keys(), ...fresh.keys()])) {
      const samples = fresh.get(index) ?? FLAT;
      if (Buffer.compare(old.get(index) ?? FLAT, samples) !== 0) changed.push([index, samples]);
    }
    return changed.sort(([a], [b]) => a - b);
  }

  #label(label: string): Cells {
    return this.#remembered(`label ${label}`, () =>
      this.#draw(label.slice(0, this.labelLength), this.geometry.marginX),
    );
  }

  /** All cameras of one moment show the same clock: it is drawn once. */
  #clock(clock: string): Cells {
    const { widthInMacroblocks, marginX, dot } = this.geometry;
    const left = widthInMacroblocks * MACROBLOCK - marginX - clock.length * this.#pitch(dot);
    return this.#remembered(`clock ${clock}`, () => this.#draw(clock, left));
  }

  #remembered(key: string, draw: () => Cells): Cells {
    const cells = this.#drawn.get(key) ?? draw();
    // Moved to the end: what was not used for the longest time goes first.
    this.#drawn.delete(key);
    this.#drawn.set(key, cells);
    const [oldest] = this.#drawn.keys();
    if (this.#drawn.size > TEXTS_KEPT && oldest !== undefined) this.#drawn.delete(oldest);
    return cells;
  }

  #draw(text: string, left: number): Cells {
    const { dot, marginY } = this.geometry;
    const cells = new Map<number, Uint8Array>();
    for (const [at, character] of [...text].entries())
      for (let row = 0; row < GLYPH_ROWS; row++)
        for (let column = 0; column < GLYPH_COLUMNS; column++) {
          if (!isLit(character, column, row)) continue;
          const x = left + at * this.#pitch(dot) + column * dot;
          this.#fillDot(cells, x, marginY + row * dot);
        }
    return cells;
  }

  #fillDot(cells: Map<number, Uint8Array>, left: number, top: number): void {
    const { widthInMacroblocks, dot } = this.geometry;
    for (let y = top; y < top + dot; y++)
      for (let x = left; x < left + dot; x++) {
        const index = (y >> 4) * widthInMacroblocks + (x >> 4);
        const cell = cells.get(index) ?? FLAT.slice();
        cell[(y & 15) * MACROBLOCK + (x & 15)] = INK;
        cells.set(index, cell);
      }
  }

  /** Intra 16×16, horizontal prediction, no residual. The DC coefficients' token depends on the neighbours: §9.2.1. */
  #writeFlat(writer: BitWriter, types: readonly ('pcm' | 'flat')[], index: number): void {
    const { widthInMacroblocks } = this.geometry;
    const left = types[index - 1];
    const above = types[index - widthInMacroblocks];
    writer.unsigned(2); // I_16x16_1_0_0: horizontal
    writer.unsigned(1); // intra_chroma_pred_mode: horizontal
    writer.signed(0); // mb_qp_delta
    const token = EMPTY_TOKENS[tokenTable(left, above)];
    writer.bits(token.code, token.length);
  }
}

const FLAT = new Uint8Array(PCM_BYTES).fill(BACKGROUND, 0, 256).fill(NEUTRAL_CHROMA, 256);

/** coeff_token for "no coefficients" in the tables for nC 0–1, 2–3, 4–7 and 8 up. */
const EMPTY_TOKENS = {
  none: { code: 1, length: 1 },
  some: { code: 3, length: 2 },
  more: { code: 15, length: 4 },
  many: { code: 3, length: 6 },
} as const;

/** I_PCM counts as 16 coefficients, a flat macroblock as none. */
function tokenTable(
  left: 'pcm' | 'flat' | undefined,
  above: 'pcm' | 'flat' | undefined,
): keyof typeof EMPTY_TOKENS {
  const known = [left, above].filter((type) => type !== undefined);
  const sum = known.filter((type) => type === 'pcm').length * 16;
  const context = known.length === 2 ? (sum + 1) >> 1 : sum;
  if (context < 2) return 'none';
  if (context < 4) return 'some';
  return context < 8 ? 'more' : 'many';
}

function startSlice(header: SliceHeader): BitWriter {
  const writer = new BitWriter();
  for (let at = 0; at < header.bitLength; at++)
    writer.bit(((header.bits[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
  return writer;
}

function writePcm(writer: BitWriter, samples: Uint8Array): void {
  writer.align().bytes(samples);
}

function finishSlice(header: SliceHeader, writer: BitWriter): Uint8Array {
  const body = withEmulationPrevention(writer.finish());
  const slice = new Uint8Array(body.length + 1);
  slice[0] = header.nalHeader;
  slice.set(body, 1);
  return slice;
}
