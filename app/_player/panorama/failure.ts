/** Why an all-round picture is shown flat. */
export type PanoramaFailure = 'no-webgl' | 'context-lost' | 'too-large' | 'protected';

export class PanoramaError extends Error {
  readonly reason: PanoramaFailure;

  constructor(reason: PanoramaFailure, options?: ErrorOptions) {
    super(`panorama: ${reason}`, options);
    this.reason = reason;
  }
}
