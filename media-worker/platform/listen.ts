import type { AddressInfo, Server } from 'node:net';

/** Listens, or says in one sentence what to do about a port that cannot be had. Resolves to the port. */
export function listen(
  server: Server,
  at: { readonly host: string; readonly port: number; readonly variable: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(listenProblem(error, at));
    server.once('error', failed);
    server.listen(at.port, at.host, () => {
      server.off('error', failed);
      resolve(portOf(server.address()));
    });
  });
}

/** What to do about it, in a sentence. */
export function listenProblem(
  error: unknown,
  at: { readonly host: string; readonly port: number; readonly variable: string },
): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  return new Error(reason(known, at), { cause: error });
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function reason(
  error: NodeJS.ErrnoException,
  at: { readonly host: string; readonly port: number; readonly variable: string },
): string {
  const set = `set ${at.variable} to another port`;
  if (error.code === 'EADDRINUSE')
    return `Port ${at.port} is taken by another program: stop that program or ${set}.`;
  if (error.code === 'EACCES')
    return `Port ${at.port} may not be used by this account: ${set} (1024 or above).`;
  if (error.code === 'EADDRNOTAVAIL')
    return `Address ${at.host} does not belong to this machine: set LUKOU_HOST to one that does.`;
  return `Cannot listen on ${at.host}:${at.port}: ${error.message}.`;
}
