import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from '../generated/client.ts';

export { Prisma };
export type Database = PrismaClient;
/** Inside a transaction. */
export type Transaction = Prisma.TransactionClient;
/** Either: reads do not care. */
export type Db = Database | Transaction;

/** Connections of one server process for requests and duties; LISTEN and jobs have their own. */
const MAX_CONNECTIONS = 20;

export function openDatabase(url: string, maxConnections = MAX_CONNECTIONS): Database {
  const adapter = new PrismaPg({ connectionString: url, max: maxConnections });
  return new PrismaClient({ adapter });
}

/** A unique constraint said no: two people took the same name at once. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
