import { randomBytes } from 'node:crypto';
import { AppError } from '../platform/errors.ts';
import { liveSsrc, type MediaMode, parseAnswer, writeOffer } from './sdp.ts';
import { withParameter } from './sip/address.ts';
import { type OutgoingRequest, type SipEndpoint, SipTimeout } from './sip/endpoint.ts';
import { headerOf, type SipRequest, type SipResponse } from './sip/message.ts';
import type { Peer } from './sip/wires.ts';
import type { GbSettings } from './store.ts';

/** A channel that is to send its picture. */
export type Invitation = {
  readonly deviceId: string;
  readonly channelId: string;
  readonly sub: boolean;
  /** Where a media worker waits for it. */
  readonly host: string;
  readonly port: number;
  readonly mode: MediaMode;
};

export type Invited = {
  readonly id: string;
  /** Where the device waits for us to connect; null: it comes to us. */
  readonly dial: { readonly host: string; readonly port: number } | null;
};

type Dialog = {
  readonly deviceId: string;
  readonly peer: Peer;
  readonly uri: string;
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  cseq: number;
};

const SDP_TYPE = 'APPLICATION/SDP';

/** Invitations to send (GB/T 28181-2022 clause 9.2), from the first INVITE to the last BYE. */
export class Invites {
  readonly #endpoint: SipEndpoint;
  readonly #settings: GbSettings;
  /** By Call-ID. */
  readonly #dialogs = new Map<string, Dialog>();
  #serial = Math.floor(Math.random() * 10_000);

  constructor(endpoint: SipEndpoint, settings: GbSettings) {
    this.#endpoint = endpoint;
    this.#settings = settings;
  }

  /** @throws `gb28181.no-answer`, `gb28181.busy` or `gb28181.refused` with the device's status */
  async invite(peer: Peer, invitation: Invitation, signal?: AbortSignal): Promise<Invited> {
    const { serverId, domain } = this.#settings;
    const { deviceId, channelId, mode, host, port, sub } = invitation;
    this.#serial = (this.#serial + 1) % 10_000;
    const ssrc = liveSsrc(domain, this.#serial);
    const uri = `sip:${channelId}@${peer.host}:${peer.port}`;
    const dialog: Dialog = {
      deviceId,
      peer,
      uri,
      from: withParameter(`<sip:${serverId}@${domain}>`, 'tag', randomBytes(6).toString('hex')),
      to: `<sip:${channelId}@${domain}>`,
      callId: randomBytes(12).toString('hex'),
      cseq: 1,
    };
    const serial = String(this.#serial).padStart(4, '0');
    const response = await this.#ask(
      dialog,
      {
        method: 'INVITE',
        uri,
        headers: [
          ...headersOf(dialog, 'INVITE'),
          ['Contact', await this.#contact(peer)],
          ['Subject', `${channelId}:0${serial},${serverId}:0`],
          ['Content-Type', SDP_TYPE],
        ],
        body: writeOffer({ ownerId: serverId, host, port, mode, ssrc, stream: sub ? 1 : 0 }),
      },
      signal,
    );
    if (response.status >= 300) throw refusal(response);
    const taken = { ...dialog, to: headerOf(response, 'To') ?? dialog.to };
    this.#dialogs.set(taken.callId, taken);
    await this.#endpoint.ack(peer, requestOf(taken, 'ACK'));
    return { id: taken.callId, dial: await this.#dialled(taken, mode, response) };
  }

  /** Best effort: a device that is gone has stopped anyway. Twice is harmless. */
  async bye(id: string): Promise<void> {
    const dialog = this.#dialogs.get(id);
    if (!dialog) return;
    this.#dialogs.delete(id);
    await this.#bye(dialog);
  }

  /** A device ended it itself. False: we know of no such call. */
  ended(request: SipRequest): boolean {
    return this.#dialogs.delete(headerOf(request, 'Call-ID') ?? '');
  }

  /** A device that went away, or signed in anew after that, sends nothing any more. */
  forget(deviceId: string): void {
    for (const [id, dialog] of this.#dialogs)
      if (dialog.deviceId === deviceId) this.#dialogs.delete(id);
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#dialogs.keys()].map((id) => this.bye(id)));
  }

  async #ask(
    dialog: Dialog,
    request: OutgoingRequest,
    signal: AbortSignal | undefined,
  ): Promise<SipResponse> {
    const late = (response: SipResponse) => {
      const taken = { ...dialog, to: headerOf(response, 'To') ?? dialog.to };
      this.#endpoint
        .ack(dialog.peer, requestOf(taken, 'ACK'))
        .then(() => this.#bye(taken))
        .catch(() => undefined); // closing
    };
    try {
      return await this.#endpoint.request(dialog.peer, request, signal, late);
    } catch (error) {
      if (error instanceof SipTimeout) throw new AppError('gb28181.no-answer');
      throw error;
    }
  }

  async #dialled(dialog: Dialog, mode: MediaMode, response: SipResponse): Promise<Invited['dial']> {
    if (mode !== 'active') return null;
    const { host, port } = parseAnswer(response.body);
    if (port !== null) return { host: host ?? dialog.peer.host, port };
    await this.bye(dialog.callId);
    throw new AppError('gb28181.no-port');
  }

  async #bye(dialog: Dialog): Promise<void> {
    dialog.cseq += 1;
    await this.#endpoint.request(dialog.peer, requestOf(dialog, 'BYE')).catch(() => undefined); // gone: nothing to end
  }

  async #contact(peer: Peer): Promise<string> {
    const local = await this.#endpoint.localHost(peer);
    return `<sip:${this.#settings.serverId}@${local}:${this.#endpoint.port}>`;
  }
}

function headersOf({ from, to, callId, cseq }: Dialog, method: string): [string, string][] {
  return [
    ['From', from],
    ['To', to],
    ['Call-ID', callId],
    ['CSeq', `${cseq} ${method}`],
  ];
}

function requestOf(dialog: Dialog, method: 'ACK' | 'BYE'): OutgoingRequest {
  return { method, uri: dialog.uri, headers: headersOf(dialog, method) };
}

const BUSY = 486;

function refusal({ status, reason }: SipResponse): AppError {
  const code = status === BUSY ? 'gb28181.busy' : 'gb28181.refused';
  return new AppError(code, { details: { status, reason } });
}
