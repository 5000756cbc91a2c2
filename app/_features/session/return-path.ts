/** Where to go after signing in: a page of this site and nothing else. */
export function safeReturnPath(from: string | null): string {
  if (from === null || !from.startsWith('/') || from.startsWith('//') || from.includes('\\'))
    return '/';
  return from.startsWith('/sign-in') ? '/' : from;
}
