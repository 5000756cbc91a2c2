import { writeAudit } from '../audit/mutations.ts';
import type { Selection } from '../cameras/schema.ts';
import { picturedOf } from '../cameras/selection.ts';
import type { Database } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Scope } from '../session/policy.ts';
import { type Collected, MOST_COLLECTED } from './schema.ts';

/** The cameras of a selection, for whoever then asks for each one's picture of this moment. @throws picture.too-many */
export async function collect(
  db: Database,
  scope: Scope<'snapshots.take'>,
  selection: Selection,
): Promise<Collected> {
  const items = await picturedOf(db, selection, MOST_COLLECTED + 1);
  if (items.length > MOST_COLLECTED)
    throw new AppError('picture.too-many', { details: { most: MOST_COLLECTED } });
  await writeAudit(db, scope, { action: 'pictures.collect', details: { cameras: items.length } });
  return { items };
}
