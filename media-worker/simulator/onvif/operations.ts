import type { SimulatedDevice } from './device.ts';
import type { Element } from './soap.ts';

/** One request as the services see it. */
export type Call = {
  readonly device: SimulatedDevice;
  readonly operation: Element;
  /** `http://host:port/onvif/<code>/<service>?…` as the client reaches it, or as a device behind a router believes. */
  serviceUrl(service: string): string;
  /** The camera's RTSP address. */
  streamUrl(stream: 'main' | 'sub'): string;
  /** Whether it says where it looks. */
  readonly saysPosition: boolean;
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal;
};

/** Answers the body of the response; a `Fault` for what it will not do. */
export type Operation = (call: Call) => string | Promise<string>;
export type Service = Readonly<Record<string, Operation>>;

/** For operations everybody may call before signing in: ONVIF Core §5.12.1, PRE_AUTH. */
export const BEFORE_SIGN_IN: readonly string[] = ['GetSystemDateAndTime', 'GetServices'];

export const SOURCE_TOKEN = 'source1';

export const PROFILE_NAMES = ['main', 'sub'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];
