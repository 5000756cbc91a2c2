import { createHash, randomBytes, randomInt } from 'node:crypto';

const COOKIE = 'lukou.screen';
/** The longest a browser keeps one; every start of the page renews it. */
const COOKIE_SECONDS = 400 * 24 * 3600;
/** Without letters and digits that are taken for one another across a room. */
const CODE_LETTERS = 'ABCDEFGHJKMNPQRTUVWXY346789';
const CODE_LENGTH = 6;

export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function newCode(): string {
  return Array.from(
    { length: CODE_LENGTH },
    () => CODE_LETTERS[randomInt(CODE_LETTERS.length)],
  ).join('');
}

/** As people may type it: `abc 123`. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]+/g, '');
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function tokenOf(headers: Headers): string | null {
  const cookies = headers.get('cookie') ?? '';
  const found = cookies.split(/;\s*/).find((pair) => pair.startsWith(`${COOKIE}=`));
  const token = found?.slice(COOKIE.length + 1) ?? '';
  return /^[\w-]{43}$/.test(token) ? token : null;
}

export function tokenCookie(token: string): string {
  return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${COOKIE_SECONDS}`;
}
