import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../platform/clock.ts';
import type { Candidate } from '../protocols/webrtc/answer.ts';
import { type DtlsCertificate, selfSigned } from '../protocols/webrtc/dtls/certificate.ts';
import { type IcePort, openIcePort } from '../protocols/webrtc/ice-port.ts';

/** What all WebRTC sessions of a worker share. */
export type WebrtcDoor = AsyncDisposable & {
  readonly port: IcePort;
  readonly certificate: DtlsCertificate;
  /** Where peers may send to, now. */
  candidates(): Promise<readonly Candidate[]>;
};

export type WebrtcDoorOptions = {
  readonly host: string;
  readonly port: number;
  /** Under which peers reach this machine; its own addresses when `null`. */
  readonly publicHost: string | null;
  readonly clock: Clock;
};

const ANY: readonly string[] = ['0.0.0.0', '::'];
/** A machine with more interfaces has virtual ones nobody outside reaches. */
const MAX_ADDRESSES = 8;

/** Opens the port and makes a certificate. @throws the system's error where the port cannot be had */
export async function openWebrtcDoor(options: WebrtcDoorOptions): Promise<WebrtcDoor> {
  const { host, publicHost, clock } = options;
  const port = await openIcePort({ host, port: options.port, now: () => clock.monotonicNow() });
  return {
    port,
    certificate: selfSigned('lukou', clock.wallNow()),
    candidates: async () => {
      const addresses = (publicHost && (await resolved(publicHost))) || ownAddresses(host);
      return addresses.map((address) => ({ address, port: port.port }));
    },
    [Symbol.asyncDispose]: () => port[Symbol.asyncDispose](),
  };
}

/** A name may move; it is asked for anew for each session. `null` when nobody knows it now. */
async function resolved(name: string): Promise<readonly string[] | null> {
  const found = await lookup(name, { all: true }).catch(() => []); // unknown today: our own addresses are the next best
  return found.length > 0 ? found.map(({ address }) => address) : null;
}

function ownAddresses(host: string): readonly string[] {
  if (!ANY.includes(host)) return [host];
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const reachable = all.filter(
    ({ internal, family, scopeid }) =>
      !internal && !scopeid && (family === 'IPv4' || host === '::'),
  );
  const addresses = reachable.map(({ address }) => address).slice(0, MAX_ADDRESSES);
  return addresses.length > 0 ? addresses : ['127.0.0.1'];
}
