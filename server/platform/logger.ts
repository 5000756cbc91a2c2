import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** Never in a log, wherever they stand. */
const SECRET_FIELDS = ['password', 'passwordCipher', 'token', 'ticket', 'secret', 'key', 'cookie'];

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    name: 'server',
    level,
    redact: {
      paths: [
        ...SECRET_FIELDS,
        ...SECRET_FIELDS.map((field) => `*.${field}`),
        ...SECRET_FIELDS.map((field) => `*.*.${field}`),
        'headers.authorization',
        '*.headers.authorization',
      ],
      censor: '[hidden]',
    },
    serializers: { error: pino.stdSerializers.err },
  };
  return destination ? pino(options, destination) : pino(options);
}
