/** Why nobody is on the air; people read the code in their language. */
export class TalkError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    details: Readonly<Record<string, unknown>> = {},
    options: ErrorOptions = {},
  ) {
    super(code, options);
    this.name = 'TalkError';
    this.code = code;
    this.details = details;
  }
}
