/** Addresses and parameters inside headers (RFC 3261 section 20). Hosts in them are not believed: devices write what they like there. */

/** `<sip:34020000001320000001@3402000000>;tag=1` → the part before the @; null: none. */
export function userOf(header: string): string | null {
  return /sips?:([^@;>\s]+)@/i.exec(header)?.[1] ?? null;
}

/** A parameter behind the address or value; '' for one without a value, null when it is not there. */
export function parameterOf(header: string, name: string): string | null {
  const behind = header.slice(header.lastIndexOf('>') + 1);
  const found = new RegExp(`;\\s*${name}(?:\\s*=\\s*"?([^;,"\\s]*)"?)?(?=[;,\\s]|$)`, 'i').exec(
    behind,
  );
  return found ? (found[1] ?? '') : null;
}

export function withParameter(header: string, name: string, value: string): string {
  return `${header};${name}=${value}`;
}

/** `INVITE` of `12 INVITE`. */
export function parseCSeq(header: string | null): { number: number; method: string } | null {
  const found = /^(\d{1,10})\s+([A-Za-z]+)$/.exec(header ?? '');
  return found ? { number: Number(found[1]), method: (found[2] ?? '').toUpperCase() } : null;
}
