/** Puts a text on the clipboard. @returns false where the browser refuses */
export async function copyText(text: string): Promise<boolean> {
  // The clipboard is closed to pages on plain http; there a selected text can still be copied.
  if (navigator.clipboard === undefined) return copySelected(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  );
}

function copySelected(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
