import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';

type Mapping = { readonly trpc: TRPC_ERROR_CODE_KEY; readonly http: number };

const badRequest: Mapping = { trpc: 'BAD_REQUEST', http: 400 };
const unauthorized: Mapping = { trpc: 'UNAUTHORIZED', http: 401 };
const forbidden: Mapping = { trpc: 'FORBIDDEN', http: 403 };
const notFound: Mapping = { trpc: 'NOT_FOUND', http: 404 };
const conflict: Mapping = { trpc: 'CONFLICT', http: 409 };
const tooLarge: Mapping = { trpc: 'PAYLOAD_TOO_LARGE', http: 413 };
const tooMany: Mapping = { trpc: 'TOO_MANY_REQUESTS', http: 429 };
const broken: Mapping = { trpc: 'INTERNAL_SERVER_ERROR', http: 500 };
const unavailable: Mapping = { trpc: 'SERVICE_UNAVAILABLE', http: 503 };

/** Every code people or programs may meet, and what it is on each transport. */
export const ERROR_MAPPING = {
  'auth.required': unauthorized,
  'auth.wrong-password': unauthorized,
  'auth.locked': tooMany,
  'auth.too-many-attempts': tooMany,
  'auth.must-change-password': forbidden,
  'auth.weak-password': badRequest,
  'rights.missing': forbidden,
  'request.foreign-origin': forbidden,
  'request.too-large': tooLarge,
  'request.not-found': notFound,
  'request.method': badRequest,
  'request.too-many': tooMany,
  'input.invalid': badRequest,
  'user.not-found': notFound,
  'user.name-taken': conflict,
  'user.last-administrator': conflict,
  'camera.not-found': notFound,
  'camera.code-taken': conflict,
  'camera.moved-meanwhile': conflict,
  'camera.address-invalid': badRequest,
  'camera.address-not-allowed': badRequest,
  'camera.no-such-stream': notFound,
  'camera.not-published': badRequest,
  'camera.driver-fixed': badRequest,
  'onvif.address-invalid': badRequest,
  'onvif.unreachable': unavailable,
  'onvif.timeout': unavailable,
  'onvif.unauthorized': badRequest,
  'onvif.not-onvif': badRequest,
  'onvif.malformed': badRequest,
  'onvif.unsupported': badRequest,
  'onvif.refused': badRequest,
  'onvif.no-channels': badRequest,
  'gb28181.off': unavailable,
  'gb28181.device-offline': unavailable,
  'gb28181.device-online': conflict,
  'gb28181.has-cameras': conflict,
  'gb28181.no-answer': unavailable,
  'gb28181.busy': conflict,
  'gb28181.refused': badRequest,
  'gb28181.no-port': badRequest,
  'gb28181.no-test': badRequest,
  'gb28181.password-needed': badRequest,
  'gb28181.no-such-device': notFound,
  'gb28181.no-such-channel': notFound,
  'scan.range-invalid': badRequest,
  'scan.range-too-large': badRequest,
  'scan.range-not-allowed': badRequest,
  'device.not-found': notFound,
  'device.channel-taken': conflict,
  'ptz.not-supported': badRequest,
  'ptz.locked': conflict,
  'ptz.not-holder': conflict,
  'ptz.rank-too-low': forbidden,
  'ptz.no-such-preset': notFound,
  'ptz.too-many': conflict,
  'ptz.too-many-presets': conflict,
  'ptz.too-many-waiting': conflict,
  'ptz.no-such-cruise': notFound,
  'ptz.too-many-cruises': conflict,
  'ptz.cruising': conflict,
  'ptz.scanning': conflict,
  'ptz.no-position': badRequest,
  'ptz.no-scan-limits': conflict,
  'ptz.scan-too-narrow': conflict,
  'ptz.scan-stuck': conflict,
  'ptz.offline': conflict,
  'ptz.not-calibrated': conflict,
  'ptz.no-sight': conflict,
  'talk.not-supported': badRequest,
  'talk.busy': conflict,
  'talk.failed': unavailable,
  'division.not-found': notFound,
  'group.not-found': notFound,
  'road.not-found': notFound,
  'roadside.not-found': notFound,
  'roadside.code-taken': conflict,
  'roadside.off-road': badRequest,
  'map-view.not-found': notFound,
  'map-view.not-yours': forbidden,
  'map-view.too-many': conflict,
  'wall.not-found': notFound,
  'wall.changed': conflict,
  'wall.locked': conflict,
  'wall.not-yours': forbidden,
  'wall.too-many': conflict,
  'mosaic.too-many-cells': badRequest,
  'mosaic.no-cameras': badRequest,
  'mosaic.too-many': conflict,
  'screen.not-found': notFound,
  'screen.not-enrolled': unauthorized,
  'screen.code-unknown': notFound,
  'screen.number-taken': conflict,
  'screen.too-many': conflict,
  'screen.too-many-waiting': tooMany,
  'screen.not-sent': forbidden,
  'patrol.not-found': notFound,
  'patrol.changed': conflict,
  'patrol.locked': conflict,
  'patrol.not-yours': forbidden,
  'patrol.too-many': conflict,
  'patrol.too-many-cameras': badRequest,
  'patrol.too-many-plans': badRequest,
  'patrol.too-deep': badRequest,
  'patrol.cycle': badRequest,
  'patrol.bad-cron': badRequest,
  'patrol.bad-time': badRequest,
  'patrol.bad-picture': badRequest,
  'patrol.run-not-found': notFound,
  'patrol.run-closed': conflict,
  'event.not-found': notFound,
  'favourite.too-many': conflict,
  'fault.not-found': notFound,
  'fault.wrong-state': conflict,
  'api-key.required': unauthorized,
  'api-key.not-found': notFound,
  'api-key.too-many': conflict,
  'position.invalid': badRequest,
  'position.no-fix': badRequest,
  'position.unknown-camera': notFound,
  'position.not-moving': conflict,
  'position.too-old': badRequest,
  'position.in-future': badRequest,
  'undo.expired': conflict,
  'secret.unreadable': broken,
  'import.not-found': notFound,
  'import.wrong-state': conflict,
  'import.has-errors': conflict,
  'import.bad-file': badRequest,
  'import.bad-columns': badRequest,
  'import.too-many-rows': badRequest,
  'import.empty': badRequest,
  'picture.none': notFound,
  'picture.not-taken': unavailable,
  'picture.too-many': conflict,
  'media.no-worker': unavailable,
  'media.worker-unreachable': unavailable,
  'media.node-not-found': notFound,
  'media.viewer-not-found': notFound,
  'server.stopping': unavailable,
  'server.fault': broken,
} as const satisfies Record<string, Mapping>;

export type ErrorCode = keyof typeof ERROR_MAPPING;

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** What goes wrong in the server. `message` is for engineers; people read the code in their language. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Shown to whoever called: nothing secret. */
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
  }
}
