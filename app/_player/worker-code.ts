/** The worker's code in what it answers instead of video: `{"code", "message"}`. @returns null for anything else */
export function codeIn(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('code' in parsed)) return null;
    return typeof parsed.code === 'string' ? parsed.code : null;
  } catch {
    return null; // a proxy's own page
  }
}
