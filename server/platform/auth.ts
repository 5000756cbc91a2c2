import { hkdfSync } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { hashPassword } from 'better-auth/crypto';
import { username } from 'better-auth/plugins/username';
import type { Database } from './db.ts';

/** A session ends so long after its last day of use. */
const SESSION_SECONDS = 7 * 24 * 3600;
const REFRESH_AFTER_SECONDS = 24 * 3600;

/** Node's own scrypt, with a salt of its own per password. */
export { hashPassword };

/**
 * Sessions, signed cookies and passwords. Used through its functions only; its HTTP routes are not
 * served: tRPC mutations are the one way to write, with our lock-out and audit around them.
 */
export function createAuth(db: Database, clusterSecret: string) {
  const secret = Buffer.from(hkdfSync('sha256', clusterSecret, '', 'session cookies', 32));
  return betterAuth({
    secret: secret.toString('base64url'),
    baseURL: 'http://lukou.invalid', // only for links in mails, of which we send none
    database: prismaAdapter(db, { provider: 'postgresql', transaction: true }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 1 },
    session: { expiresIn: SESSION_SECONDS, updateAge: REFRESH_AFTER_SECONDS },
    advanced: {
      cookiePrefix: 'lukou',
      useSecureCookies: false, // the HTTP layer adds Secure where the request came by https
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      database: { generateId: false },
    },
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false }, // ours is in the database and holds across copies
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await db.user.findUnique({
              where: { id: session.userId },
              select: { disabledAt: true },
            });
            return user?.disabledAt === null;
          },
        },
      },
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: 64,
        usernameValidator: () => true, // an impossible name is answered like a wrong password
      }),
    ],
  });
}

export type Auth = ReturnType<typeof createAuth>;
