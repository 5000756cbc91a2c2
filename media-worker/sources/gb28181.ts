// A camera behind GB/T 28181: the server's signalling has it invited, its media come here.
import type { Puller, SourceOutput } from '../hub/source.ts';
import { MediaError } from '../media/errors.ts';
import { type RtpPsOptions, receiveActive, receiveLeased } from './rtp-ps.ts';

export type GbSource = {
  readonly deviceId: string;
  readonly channelId: string;
  readonly sub: boolean;
};

export type GbCall = {
  readonly id: string;
  /** Where the device waits for us to connect; null: it comes to our port. */
  readonly dial: { readonly host: string; readonly port: number } | null;
};

/** Who speaks SIP to devices. */
export type GbSignalling = {
  /** @throws MediaError with the device's or signalling's code */
  invite(source: GbSource & { readonly port: number }, signal: AbortSignal): Promise<GbCall>;
  /** Best effort. */
  end(id: string): Promise<void>;
};

export type GbOptions = RtpPsOptions & {
  /** null: this worker runs alone. */
  readonly signalling: GbSignalling | null;
};

/** One call from the invitation to its end. */
export function gb28181Puller(source: GbSource, options: GbOptions): Puller {
  return {
    protocol: 'gb28181',
    async runOnce(output, signal) {
      const { signalling, leases } = options;
      if (!signalling)
        throw new MediaError('refused', 'a worker that runs alone has no signalling', {
          code: 'gb28181.off',
        });
      output.takesKeyFrameRequests?.(options.wantKeyFrame);
      output.step('resolve', source.deviceId);
      const lease = await leases.openOwnPort();
      try {
        await runCall(source, { ...options, signalling, lease, output, signal });
      } finally {
        leases.release(lease.id);
      }
    },
  };
}

type Call = Omit<GbOptions, 'signalling'> & {
  readonly signalling: GbSignalling;
  readonly lease: { readonly id: string; readonly port: number };
  readonly output: SourceOutput;
  readonly signal: AbortSignal;
};

async function runCall(source: GbSource, call: Call): Promise<void> {
  const { signalling, lease, output, signal } = call;
  const { id, dial } = await signalling.invite({ ...source, port: lease.port }, signal);
  try {
    output.step('connect');
    output.step('describe');
    if (dial) await receiveActive({ mode: 'active', ...dial }, call);
    else await receiveLeased(lease.id, call);
  } finally {
    await signalling.end(id);
  }
}
