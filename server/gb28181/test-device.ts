/** A device as the standard has it, for tests: signs in, tells what it has, takes invitations without sending anything. */
import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { withParameter } from './sip/address.ts';
import { parseAuthorization } from './sip/digest.ts';
import {
  headerOf,
  headersOf,
  isRequest,
  NO_BODY,
  parseDatagram,
  type SipHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
  SipStreamReader,
  writeMessage,
} from './sip/message.ts';

type Options = {
  readonly port: number;
  readonly id: string;
  readonly password: string;
  readonly transport: 'udp' | 'tcp';
  /** Answers a request of the server's: null, it says nothing. */
  readonly answer?: (request: SipRequest) => { status: number; body?: Buffer } | null;
};

const SERVER = '34020000002000000001';
const DOMAIN = '3402000000';

export async function openTestDevice(options: Options) {
  const heard: SipRequest[] = [];
  const waiting = new Set<(message: SipMessage) => void>();
  const take = (message: SipMessage) => {
    if (isRequest(message)) {
      heard.push(message);
      const reply = (options.answer ?? (() => ({ status: 200 })))(message);
      if (reply && message.method !== 'ACK') send(responseTo(message, reply));
    }
    for (const listener of waiting) listener(message);
  };
  const wire =
    options.transport === 'udp'
      ? await openUdp(options.port, take)
      : await openTcp(options.port, take);
  const send = (message: SipMessage) => wire.send(writeMessage(message));
  const callId = randomBytes(6).toString('hex');
  let cseq = 0;

  function requestOf(method: string, extra: readonly SipHeader[], body = NO_BODY): SipRequest {
    cseq += 1;
    const own = `<sip:${options.id}@${DOMAIN}>`;
    return {
      method,
      uri: `sip:${SERVER}@${DOMAIN}`,
      headers: [
        [
          'Via',
          `SIP/2.0/UDP 192.168.3.99:5060;rport;branch=z9hG4bK${randomBytes(6).toString('hex')}`,
        ],
        ['From', withParameter(own, 'tag', 'device')],
        ['To', method === 'REGISTER' ? own : `<sip:${SERVER}@${DOMAIN}>`],
        ['Call-ID', callId],
        ['CSeq', `${cseq} ${method}`],
        ...extra,
      ],
      body,
    };
  }

  async function ask(request: SipRequest): Promise<SipResponse> {
    const cseqWanted = headerOf(request, 'CSeq');
    const answered = next(
      (message): message is SipResponse =>
        !isRequest(message) && headerOf(message, 'CSeq') === cseqWanted,
    );
    send(request);
    return answered;
  }

  function next<T extends SipMessage>(wanted: (message: SipMessage) => message is T): Promise<T> {
    return new Promise((resolve) => {
      const listener = (message: SipMessage) => {
        if (!wanted(message)) return;
        waiting.delete(listener);
        resolve(message);
      };
      waiting.add(listener);
    });
  }

  return {
    heard,
    send,
    ask,
    /** The next request of this method that the server sends, or one that came already. */
    async request(method: string): Promise<SipRequest> {
      return (
        heard.find((one) => one.method === method) ??
        (await next(
          (message): message is SipRequest => isRequest(message) && message.method === method,
        ))
      );
    },
    async register(expires = 3600, password = options.password): Promise<SipResponse> {
      const first = await ask(requestOf('REGISTER', [['Expires', String(expires)]]));
      const given = parseAuthorization(headerOf(first, 'WWW-Authenticate'));
      if (first.status !== 401 || !given) return first;
      return ask(
        requestOf('REGISTER', [
          ['Expires', String(expires)],
          ['Authorization', authorization(given, options.id, password)],
        ]),
      );
    },
    message: (body: string) =>
      ask(requestOf('MESSAGE', [['Content-Type', 'Application/MANSCDP+xml']], Buffer.from(body))),
    requestOf,
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

function authorization(
  { realm = '', nonce = '' }: Readonly<Record<string, string>>,
  username: string,
  password: string,
): string {
  const uri = `sip:${SERVER}@${DOMAIN}`;
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const answer = md5(
    `${md5(`${username}:${realm}:${password}`)}:${nonce}:00000001:0a4f113b:auth:${md5(`REGISTER:${uri}`)}`,
  );
  return `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${answer}", qop=auth, nc=00000001, cnonce="0a4f113b", algorithm=MD5`;
}

function responseTo(
  request: SipRequest,
  { status, body = NO_BODY }: { status: number; body?: Buffer },
): SipResponse {
  const copied = ['From', 'Call-ID', 'CSeq'].map(
    (name): SipHeader => [name, headerOf(request, name) ?? ''],
  );
  const to = headerOf(request, 'To') ?? '';
  return {
    status,
    reason: 'As Told',
    headers: [
      ...headersOf(request, 'Via').map((via): SipHeader => ['Via', via]),
      ...copied,
      ['To', to.includes('tag=') ? to : withParameter(to, 'tag', 'device')],
    ],
    body,
  };
}

async function openUdp(port: number, take: (message: SipMessage) => void) {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}); // nobody listens while the server starts again
  socket.on('message', (bytes) => take(parseDatagram(bytes)));
  return {
    send: (bytes: Buffer) => socket.send(bytes),
    close: async () => void socket.close(),
  };
}

async function openTcp(port: number, take: (message: SipMessage) => void) {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.on('error', () => {}); // the server went away
  const reader = new SipStreamReader(() => {});
  socket.on('data', (bytes) => {
    for (const message of reader.push(bytes)) take(message);
  });
  return {
    send: (bytes: Buffer) => void socket.write(bytes),
    close: async () => {
      if (socket.closed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}

export type TestDevice = Awaited<ReturnType<typeof openTestDevice>>;
