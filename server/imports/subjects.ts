import { importedDevices } from '../roadside/importing.ts';
import { importedCameras } from './cameras.ts';
import type { ImportSubject } from './schema.ts';
import type { ImportedKind } from './subject.ts';

/** Everything that comes in by spreadsheets. */
export const SUBJECTS: Record<ImportSubject, ImportedKind> = {
  cameras: importedCameras,
  roadside: importedDevices,
};
