// A browser's side of a session, as far as tests and load need it: one UDP socket, no loss, no checks of the server.
import { createECDH, createHash, randomBytes, sign } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { ByteReader } from '../../media/byte-reader.ts';
import { ByteWriter } from '../../media/byte-writer.ts';
import { u8 } from '../../media/bytes.ts';
import { type DtlsCertificate, selfSigned } from './dtls/certificate.ts';
import { fragmentsOf, HandshakeReader, handshakeMessage } from './dtls/fragments.ts';
import {
  CIPHER_SUITE,
  certificateList,
  ECDSA_SHA256,
  HANDSHAKE,
  SECP256R1,
} from './dtls/messages.ts';
import { DTLS_1_2, parseRecords, RECORD, RecordWriter } from './dtls/record.ts';
import { exportSrtp, masterSecret, type Randoms, recordKeys, verifyData } from './dtls/secrets.ts';
import { srtpCipher } from './srtp/cipher.ts';
import { exportedKeys, keyingBytes, SRTP_PROFILES, type SrtpProfile } from './srtp/keys.ts';
import type { SrtpCipher } from './srtp/layout.ts';
import { SrtpReceiver } from './srtp/receiver.ts';
import { bindingRequest } from './stun.ts';

/** All load clients may show the same certificate. */
const certificate = selfSigned('client', Date.now());
const UFRAG = 'test';
/** As browsers do: the system's default holds one burst and a half. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

export const H264_OFFER_LINES = [
  'a=rtpmap:102 H264/90000',
  'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
];

/** An offer to receive (or send) one picture and G.711 sound. */
export function testOffer(direction: 'recvonly' | 'sendonly' = 'recvonly'): string {
  const common = [
    `a=ice-ufrag:${UFRAG}`,
    'a=ice-pwd:a-password-of-the-test',
    `a=fingerprint:${certificate.fingerprint}`,
    'a=setup:actpass',
    `a=${direction}`,
    'a=rtcp-mux',
  ];
  const lines = [
    ...['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'],
    ...['m=video 9 UDP/TLS/RTP/SAVPF 102', 'a=mid:0', ...common, ...H264_OFFER_LINES],
    ...['m=audio 9 UDP/TLS/RTP/SAVPF 8', 'a=mid:1', ...common],
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export type TestClient = AsyncDisposable & {
  /** Plain RTP and RTCP packets as they come, from now on. */
  onRtp: (packet: Uint8Array) => void;
  onRtcp: (packet: Uint8Array) => void;
  /** Raw packets, before anything is opened: returning true leaves it at that. */
  onPacket: (packet: Uint8Array) => boolean;
  sendRtcp(packet: Uint8Array): void;
  /** Seals and sends an RTP packet of 12 bytes of header. */
  sendRtp(packet: Uint8Array, index: number): void;
  /** Asks again whether the path is open, as browsers do every few seconds. */
  check(): void;
};

/** Connects to what an answer says. Resolves when media can flow. */
export async function connectTestClient(
  answer: string,
  profile: SrtpProfile = SRTP_PROFILES[0] ?? fail(),
): Promise<TestClient> {
  const field = (pattern: RegExp) => pattern.exec(answer)?.[1] ?? fail();
  const port = Number(field(/^a=candidate:1 1 udp \d+ \S+ (\d+)/m));
  const host = field(/^a=candidate:1 1 udp \d+ (\S+)/m);
  const username = `${field(/^a=ice-ufrag:(\S+)/m)}:${UFRAG}`;
  const password = field(/^a=ice-pwd:(\S+)/m);
  const socket = createSocket({
    type: 'udp4',
    lookup: (at, _, done) => done(null, at, 4),
    recvBufferSize: RECEIVE_BUFFER_BYTES,
  });
  const listening = once(socket, 'listening');
  socket.bind(0, '127.0.0.1');
  await listening;
  const send = (packet: Uint8Array) => socket.send(packet, port, host);
  const check = () => send(bindingRequest(randomBytes(12), username, password));
  const answered = once(socket, 'message');
  check();
  await answered;
  const ciphers = await shakeHands(socket, send, profile);
  return openClient(socket, send, check, ciphers);
}

type Ciphers = { readonly own: SrtpCipher; readonly server: SrtpCipher };

function openClient(
  socket: Socket,
  send: (packet: Uint8Array) => void,
  check: () => void,
  { own, server }: Ciphers,
): TestClient {
  const receiver = new SrtpReceiver(server);
  let rtcpIndex = 0;
  const client: TestClient = {
    onRtp: () => {},
    onRtcp: () => {},
    onPacket: () => false,
    sendRtcp: (packet) => send(own.sealRtcp(packet, rtcpIndex++)),
    sendRtp: (packet, index) => {
      const sealed = Buffer.concat([packet, Buffer.alloc(own.tagBytes)]);
      own.sealRtp(sealed, 12, index);
      send(sealed);
    },
    check,
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
  socket.on('message', (packet) => {
    if (client.onPacket(packet) || u8(packet, 0) < 128) return;
    const isRtcp = u8(packet, 1) >= 192 && u8(packet, 1) < 224;
    const plain = isRtcp ? receiver.openRtcp(packet) : receiver.openRtp(packet);
    if (plain && isRtcp) client.onRtcp(plain);
    else if (plain) client.onRtp(plain);
  });
  return client;
}

function clientHello(random: Uint8Array, { id }: SrtpProfile): Uint8Array {
  const extensions = new ByteWriter();
  const add = (type: number, ...value: readonly number[]) =>
    extensions.u16(type).u16(value.length).bytes(Uint8Array.from(value));
  add(10, 0, 2, 0, SECP256R1);
  add(13, 0, 2, ECDSA_SHA256 >> 8, ECDSA_SHA256 & 0xff);
  add(14, 0, 2, id >> 8, id & 0xff, 0);
  add(23);
  const writer = new ByteWriter().u16(DTLS_1_2).bytes(random).u8(0).u8(0);
  writer.u16(2).u16(CIPHER_SUITE).u8(1).u8(0);
  return writer.u16(extensions.length).bytes(extensions.finish()).finish();
}

function shakeHands(
  socket: Socket,
  send: (packet: Uint8Array) => void,
  profile: SrtpProfile,
): Promise<Ciphers> {
  const reader = new HandshakeReader();
  const writer = new RecordWriter();
  const transcript: Uint8Array[] = [];
  const clientRandom = randomBytes(32);
  let serverRandom: Uint8Array = new Uint8Array(0);
  let point: Uint8Array = new Uint8Array(0);
  let number = 0;
  const say = (type: number, body: Uint8Array) => {
    const message = handshakeMessage(type, number++, body);
    transcript.push(message.bytes);
    for (const piece of fragmentsOf(message)) send(writer.write(RECORD.handshake, piece));
  };
  return new Promise((resolve) => {
    const flight = (): void => {
      const { master, randoms } = sayKeys({ say, transcript, clientRandom, serverRandom, point });
      send(writer.write(RECORD.changeCipherSpec, Uint8Array.of(1)));
      writer.encrypt(recordKeys(master, randoms).client);
      say(HANDSHAKE.finished, verifyData(master, 'client', hashOf(transcript)));
      socket.off('message', take);
      // The server's Finished comes before its first packet, and OpenSSL has judged it elsewhere.
      const keys = exportedKeys(profile, exportSrtp(master, randoms, keyingBytes(profile)));
      socket.once('message', () =>
        resolve({
          own: srtpCipher(profile, keys.client),
          server: srtpCipher(profile, keys.server),
        }),
      );
    };
    const take = (datagram: Uint8Array): void => {
      for (const { type, epoch, body } of parseRecords(datagram)) {
        if (type !== RECORD.handshake || epoch !== 0) continue;
        for (const message of reader.push(body)) {
          transcript.push(message.bytes);
          if (message.type === HANDSHAKE.serverHello) serverRandom = message.body.slice(2, 34);
          if (message.type === HANDSHAKE.serverKeyExchange) point = serverPoint(message.body);
          if (message.type === HANDSHAKE.serverHelloDone) flight();
        }
      }
    };
    socket.on('message', take);
    say(HANDSHAKE.clientHello, clientHello(clientRandom, profile));
  });
}

function serverPoint(body: Uint8Array): Uint8Array {
  const reader = new ByteReader(body);
  reader.skip(3); // named curve
  return reader.take(reader.u8()).slice();
}

/** Certificate, our point and the proof; gives the master secret. */
function sayKeys(known: {
  say(type: number, body: Uint8Array): void;
  readonly transcript: readonly Uint8Array[];
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  readonly point: Uint8Array;
}): { readonly master: Buffer; readonly randoms: Randoms } {
  const { say, transcript, point } = known;
  const { der, privateKey }: DtlsCertificate = certificate;
  const ecdh = createECDH('prime256v1');
  const own = ecdh.generateKeys();
  say(HANDSHAKE.certificate, certificateList(der));
  say(HANDSHAKE.clientKeyExchange, new ByteWriter().u8(own.length).bytes(own).finish());
  const randoms = { client: known.clientRandom, server: known.serverRandom };
  const master = masterSecret(ecdh.computeSecret(point), randoms, hashOf(transcript));
  const proof = sign('sha256', Buffer.concat(transcript), privateKey);
  const verify = new ByteWriter().u16(ECDSA_SHA256).u16(proof.length).bytes(proof).finish();
  say(HANDSHAKE.certificateVerify, verify);
  return { master, randoms };
}

function hashOf(transcript: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(transcript)).digest();
}

function fail(): never {
  throw new Error('the answer lacks what the client needs');
}
