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
    serializers: { error: serializeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Prisma's messages quote the whole call, with whatever secret it carried: only their last line is kept. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('PrismaClient'))
    return pino.stdSerializers.err(error instanceof Error ? error : new Error(String(error)));
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
  return {
    type: error.name,
    message: error.message.trim().split('\n').at(-1),
    stack: frames.join('\n'),
  };
}
