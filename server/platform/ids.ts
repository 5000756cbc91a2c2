import { randomBytes } from 'node:crypto';

/**
 * Ids made before the row exists: like the database client's, 25 letters and digits that begin with
 * "c", also good as the name of a stream.
 */
export function createId(): string {
  const random = BigInt(`0x${randomBytes(16).toString('hex')}`).toString(36);
  return `c${random.padStart(25, '0').slice(-24)}`;
}
