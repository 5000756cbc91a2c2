// The passive side of a DTLS 1.2 handshake that makes SRTP keys: RFC 6347, RFC 5764. The full handshake and nothing else:
// one cipher suite, one curve, always a client certificate, no resumption, no renegotiation, no application data.
import {
  createECDH,
  createHash,
  type ECDH,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
} from 'node:crypto';
import { u8 } from '../../../media/bytes.ts';
import { MediaError } from '../../../media/errors.ts';
import type { DtlsCertificate } from './certificate.ts';
import { checkSignature, keyOfCertificate } from './client-proof.ts';
import {
  fragmentsOf,
  type HandshakeMessage,
  HandshakeReader,
  handshakeMessage,
} from './fragments.ts';
import {
  CIPHER_SUITE,
  certificateList,
  certificateRequest,
  ecdhParameters,
  HANDSHAKE,
  parseCertificate,
  parseCertificateVerify,
  parseClientHello,
  parseClientKeyExchange,
  SECP256R1,
  serverHello,
  serverKeyExchange,
} from './messages.ts';
import { type DtlsRecord, openRecord, parseRecords, RECORD, RecordWriter } from './record.ts';
import { exportSrtp, masterSecret, type Randoms, recordKeys, verifyData } from './secrets.ts';

const CLOSE_NOTIFY = 0;
const FATAL = 2;
/** Records share a datagram up to this size. */
const MAX_DATAGRAM_BYTES = 1_200;

/** An SRTP protection profile by its number in use_srtp, and how much keying material it wants. */
export type SrtpProfileChoice = { readonly id: number; readonly keyingBytes: number };

export type DtlsServerOptions = {
  readonly certificate: DtlsCertificate;
  /** `a=fingerprint` values of the offer; one must be the client certificate's. */
  readonly fingerprints: readonly string[];
  /** The first that the client also has is taken. */
  readonly profiles: readonly SrtpProfileChoice[];
  send(datagram: Uint8Array): void;
  /** The handshake is over: client key, server key, client salt, server salt. */
  secured(profile: number, keyingMaterial: Buffer): void;
  /** The client says that it ends the connection. */
  closed(): void;
};

type Hello = {
  readonly randoms: Randoms;
  readonly profile: SrtpProfileChoice;
  readonly extendedMasterSecret: boolean;
  readonly ecdh: ECDH;
};
type State =
  | { readonly name: 'start' }
  | { readonly name: 'certificate'; readonly hello: Hello }
  | { readonly name: 'key'; readonly hello: Hello; readonly clientKey: KeyObject }
  | {
      readonly name: 'proof';
      readonly hello: Hello;
      readonly clientKey: KeyObject;
      readonly master: Buffer;
    }
  | { readonly name: 'finish'; readonly hello: Hello; readonly master: Buffer }
  | { readonly name: 'secured' };

type Written = { readonly type: number; readonly body: Uint8Array };

/** One connection. Loss is mended by the client's repetitions alone, which ask for our last flight again (RFC 6347 §4.2.4). */
export class DtlsServer {
  readonly #options: DtlsServerOptions;
  readonly #reader = new HandshakeReader();
  readonly #writer = new RecordWriter();
  #state: State = { name: 'start' };
  #transcript: Uint8Array[] = [];
  #number = 0;
  #flight: readonly Written[] = [];
  #keys: ReturnType<typeof recordKeys> | null = null;
  #plainChange: Uint8Array | null = null;

  constructor(options: DtlsServerOptions) {
    this.#options = options;
  }

  get isSecured(): boolean {
    return this.#state.name === 'secured';
  }

  /** @throws `malformed` or `refused` when the handshake cannot go on */
  receive(datagram: Uint8Array): void {
    for (const record of parseRecords(datagram)) this.#record(record);
    if (this.#reader.takeRepeated()) this.#sendFlight();
  }

  /** Says goodbye. */
  close(): void {
    this.#options.send(this.#writer.write(RECORD.alert, Uint8Array.of(1, CLOSE_NOTIFY)));
  }

  #record(record: DtlsRecord): void {
    const body = record.epoch === 0 ? record.body : this.#open(record);
    if (!body) return;
    if (record.type === RECORD.alert) this.#alert(record, body);
    if (record.type === RECORD.handshake)
      for (const message of this.#reader.push(body)) this.#message(message);
  }

  #open(record: DtlsRecord): Uint8Array | null {
    return this.#keys && record.epoch === 1 ? openRecord(record, this.#keys.client) : null;
  }

  /** An alert in the clear may come from anybody once the connection is secured. */
  #alert({ epoch }: DtlsRecord, body: Uint8Array): void {
    if (this.isSecured && epoch === 0) return;
    if (u8(body, 1) === CLOSE_NOTIFY) this.#options.closed();
    else if (u8(body, 0) === FATAL)
      throw new MediaError('refused', `the client ended the handshake: alert ${u8(body, 1)}`, {
        code: 'dtls.alert',
      });
  }

  #message(message: HandshakeMessage): void {
    const state = this.#state;
    const { type, body } = message;
    if (state.name === 'start' && type === HANDSHAKE.clientHello) this.#hello(message);
    else if (state.name === 'certificate' && type === HANDSHAKE.certificate)
      this.#certificate(state.hello, message);
    else if (state.name === 'key' && type === HANDSHAKE.clientKeyExchange)
      this.#keyExchange(state, message);
    else if (state.name === 'proof' && type === HANDSHAKE.certificateVerify) {
      checkSignature(
        state.clientKey,
        Buffer.concat(this.#transcript),
        parseCertificateVerify(body),
      );
      this.#transcript.push(message.bytes);
      this.#state = { name: 'finish', hello: state.hello, master: state.master };
    } else if (state.name === 'finish' && type === HANDSHAKE.finished)
      this.#finished(state, message);
    else if (state.name !== 'secured') throw badMessage(`message ${type} in state ${state.name}`);
  }

  #hello(message: HandshakeMessage): void {
    const offered = parseClientHello(message.body);
    const profile = this.#options.profiles.find(({ id }) => offered.srtpProfiles.includes(id));
    if (!offered.cipherSuites.includes(CIPHER_SUITE) || !offered.groups.includes(SECP256R1))
      throw noCommon('cipher suite or curve');
    if (!profile) throw noCommon('SRTP profile');
    this.#transcript.push(message.bytes);
    const ecdh = createECDH('prime256v1');
    const point = ecdh.generateKeys();
    const randoms = { client: offered.random, server: randomBytes(32) };
    const { extendedMasterSecret } = offered;
    const parameters = ecdhParameters(point);
    const { certificate } = this.#options;
    const signed = Buffer.concat([randoms.client, randoms.server, parameters]);
    const signature = sign('sha256', signed, certificate.privateKey);
    const flight = [
      this.#own(
        HANDSHAKE.serverHello,
        serverHello(randoms.server, profile.id, extendedMasterSecret),
      ),
      this.#own(HANDSHAKE.certificate, certificateList(certificate.der)),
      this.#own(HANDSHAKE.serverKeyExchange, serverKeyExchange(parameters, signature)),
      this.#own(HANDSHAKE.certificateRequest, certificateRequest()),
      this.#own(HANDSHAKE.serverHelloDone, new Uint8Array(0)),
    ];
    this.#flight = flight.flat();
    this.#state = { name: 'certificate', hello: { randoms, profile, extendedMasterSecret, ecdh } };
    this.#sendFlight();
  }

  #certificate(hello: Hello, message: HandshakeMessage): void {
    const der = parseCertificate(message.body);
    const clientKey = keyOfCertificate(der, this.#options.fingerprints);
    this.#transcript.push(message.bytes);
    this.#state = { name: 'key', hello, clientKey };
  }

  #keyExchange(
    { hello, clientKey }: Extract<State, { name: 'key' }>,
    message: HandshakeMessage,
  ): void {
    this.#transcript.push(message.bytes);
    const preMaster = sharedSecret(hello.ecdh, parseClientKeyExchange(message.body));
    const sessionHash = hello.extendedMasterSecret ? this.#hash() : null;
    const master = masterSecret(preMaster, hello.randoms, sessionHash);
    this.#keys = recordKeys(master, hello.randoms);
    this.#state = { name: 'proof', hello, clientKey, master };
  }

  #finished(
    { hello, master }: Extract<State, { name: 'finish' }>,
    message: HandshakeMessage,
  ): void {
    const expected = verifyData(master, 'client', this.#hash());
    const { body } = message;
    if (body.length !== expected.length || !timingSafeEqual(body, expected))
      throw new MediaError('refused', 'the handshake was tampered with', {
        code: 'dtls.bad-finished',
      });
    this.#transcript.push(message.bytes);
    const finished = verifyData(master, 'server', this.#hash());
    this.#flight = [
      { type: RECORD.changeCipherSpec, body: Uint8Array.of(1) },
      ...this.#own(HANDSHAKE.finished, finished),
    ];
    this.#transcript = [];
    this.#state = { name: 'secured' };
    this.#sendFlight();
    const { profile, randoms } = hello;
    this.#options.secured(profile.id, exportSrtp(master, randoms, profile.keyingBytes));
  }

  /** A message of ours, noted in the transcript, in as many records as it needs. */
  #own(type: number, body: Uint8Array): Written[] {
    const message = handshakeMessage(type, this.#number, body);
    this.#number += 1;
    this.#transcript.push(message.bytes);
    return fragmentsOf(message).map((piece) => ({ type: RECORD.handshake, body: piece }));
  }

  #hash(): Buffer {
    return createHash('sha256').update(Buffer.concat(this.#transcript)).digest();
  }

  #sendFlight(): void {
    let datagram: Uint8Array[] = [];
    let bytes = 0;
    for (const record of this.#flight.map((one) => this.#written(one))) {
      if (bytes > 0 && bytes + record.length > MAX_DATAGRAM_BYTES) {
        this.#options.send(Buffer.concat(datagram));
        [datagram, bytes] = [[], 0];
      }
      datagram.push(record);
      bytes += record.length;
    }
    if (bytes > 0) this.#options.send(Buffer.concat(datagram));
  }

  /** Keys change once; a repeated flight says so again, in the clear, and goes on under the same key. */
  #written({ type, body }: Written): Uint8Array {
    if (type !== RECORD.changeCipherSpec) return this.#writer.write(type, body);
    const record = this.#plainChange ?? this.#writer.write(type, body);
    if (!this.#plainChange && this.#keys) this.#writer.encrypt(this.#keys.server);
    this.#plainChange = record;
    return record;
  }
}

/** @throws `malformed` for a point that does not lie on the curve */
function sharedSecret(ecdh: ECDH, point: Uint8Array): Buffer {
  try {
    return ecdh.computeSecret(point);
  } catch (cause) {
    throw new MediaError('malformed', 'the client sent no point of the curve', {
      code: 'dtls.bad-message',
      cause,
    });
  }
}

function badMessage(what: string): MediaError {
  return new MediaError('malformed', what, { code: 'dtls.bad-message' });
}

function noCommon(what: string): MediaError {
  return new MediaError('unsupported', `no common ${what}`, { code: 'dtls.nothing-in-common' });
}
