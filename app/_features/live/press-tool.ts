/** Presses the tool of that key within `root`; it knows what it may do. False: there is none. */
export function pressTool(root: Element | null, key: string): boolean {
  const tool = root?.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(nameOf(key))}"]`);
  tool?.click();
  return tool !== null && tool !== undefined;
}

/** "=" is the "+" without Shift. */
function nameOf(key: string): string {
  if (key === '=') return '+';
  return key.length === 1 ? key.toUpperCase() : key;
}
