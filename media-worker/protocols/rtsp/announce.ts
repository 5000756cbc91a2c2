// A client that publishes: ANNOUNCE, SETUP with mode=record, RECORD. RFC 2326 §10.3, §10.4, §10.11.
import { expectOk, parseSession } from './client.ts';
import type { RtspConnection } from './connection.ts';
import type { ServedMedia } from './media-provider.ts';
import { headerOf } from './message.ts';
import { RtpOutput } from './rtp-output.ts';
import { buildSdp } from './sdp.ts';
import { parseTransports } from './transport.ts';
import { openUdpPair } from './udp-pair.ts';

export type Recorded = {
  readonly session: string;
  readonly timeoutMs: number;
  /** One a medium. Close them. */
  readonly outputs: readonly RtpOutput[];
};

const DEFAULT_TIMEOUT_MS = 60_000;

/** From the description to the word that packets may come. Closes what it opened when it fails. @throws `rtsp.*`, `network.*` */
export async function announce(
  connection: RtspConnection,
  url: string,
  what: {
    readonly name: string;
    readonly media: readonly ServedMedia[];
    readonly protocol: 'tcp' | 'udp';
  },
): Promise<Recorded> {
  const { name, media, protocol } = what;
  const sdp = buildSdp(
    name,
    media.map((one, index) => ({ ...one, control: `streamid=${index}` })),
  );
  const type = { 'Content-Type': 'application/sdp' };
  expectOk(await connection.request('ANNOUNCE', url, type, sdp), 'describe', connection);
  const outputs: RtpOutput[] = [];
  let session: ReturnType<typeof parseSession> = null;
  try {
    for (const [index, { payloadType }] of media.entries()) {
      const opened = await setUp(connection, `${url}/streamid=${index}`, {
        index,
        payloadType,
        protocol,
        session: session?.id,
      });
      outputs.push(opened.output);
      session = opened.session ?? session;
    }
    const fields = { Session: session?.id, Range: 'npt=0.000-' };
    expectOk(await connection.request('RECORD', url, fields), 'setup', connection);
  } catch (cause) {
    for (const output of outputs) output.close();
    throw cause;
  }
  return {
    session: session?.id ?? '',
    timeoutMs: session?.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    outputs,
  };
}

type Medium = {
  readonly index: number;
  readonly payloadType: number;
  readonly protocol: 'tcp' | 'udp';
  readonly session: string | undefined;
};

async function setUp(connection: RtspConnection, url: string, medium: Medium) {
  const { index, payloadType, protocol } = medium;
  const ports = protocol === 'udp' ? await openUdpPair(connection.localAddress) : null;
  const transport = ports
    ? `RTP/AVP;unicast;client_port=${ports.port}-${ports.port + 1};mode=record`
    : `RTP/AVP/TCP;unicast;interleaved=${index * 2}-${index * 2 + 1};mode=record`;
  try {
    const fields = { Transport: transport, Session: medium.session };
    const response = await connection.request('SETUP', url, fields);
    expectOk(response, 'setup', connection);
    const [answered] = parseTransports(headerOf(response, 'transport') ?? '');
    const session = parseSession(headerOf(response, 'session'));
    const address = connection.peer.replace(/:\d+$/, '');
    const output = ports
      ? new RtpOutput(
          { protocol: 'udp', ports, address, clientPorts: answered?.serverPorts ?? [0, 0] },
          payloadType,
        )
      : new RtpOutput(
          {
            protocol: 'tcp',
            socket: connection.socket,
            channels: answered?.interleaved ?? [index * 2, index * 2 + 1],
          },
          payloadType,
        );
    return { output, session };
  } catch (cause) {
    ports?.close();
    throw cause;
  }
}
