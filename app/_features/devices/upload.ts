/** Sends a spreadsheet; what comes back refused is thrown as `{ code, details }`. */
export async function uploadImport(file: File): Promise<unknown> {
  const response = await fetch(`/api/imports?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-lukou-csrf': '1' },
    body: file,
  }).catch(() => null);
  if (response === null) throw { code: 'app.no-connection' };
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  throw failureIn(body);
}

function failureIn(body: unknown): unknown {
  if (typeof body === 'object' && body !== null) {
    if ('code' in body) return body;
    if ('error' in body) return body.error;
  }
  return { code: 'app.unexpected' };
}
