import { strToU8, zipSync } from 'fflate';
import { pictureName } from '../../live/snapshot.ts';
import { isTaken, type Shot } from './shot.ts';

type Words = {
  /** Name of the list, without its ending. */
  readonly list: string;
  /** Headings: code, name, time, file, reason. */
  readonly columns: string;
  readonly time: (at: Date) => string;
  readonly failure: (thrown: unknown) => string;
};

/** A ZIP of the pictures as they are, with a CSV (UTF-8 with BOM) that also names who gave none and why. */
export function archiveOf(shots: readonly Shot[], words: Words): Blob {
  const files: Record<string, Uint8Array> = {};
  const rows = shots.map((shot) => {
    const { code, name } = shot.camera;
    if (!isTaken(shot)) return [code, name, '', '', words.failure(shot.failure)];
    const time = words.time(shot.takenAt);
    const file = pictureName(`${code}_${name}`, time);
    files[file] = shot.jpeg;
    return [code, name, time, file, ''];
  });
  const list = [words.columns, ...rows.map((row) => row.map(cell).join(','))].join('\r\n');
  files[`${words.list}.csv`] = strToU8(`\uFEFF${list}\r\n`);
  // JPEG does not shrink any more.
  return new Blob([zipSync(files, { level: 0 })], { type: 'application/zip' });
}

/** Quoted, and never a formula to whoever opens it. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
