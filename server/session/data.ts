import type { Db } from '../platform/db.ts';
import type { RequestFacts, Services } from '../trpc/context.ts';
import { type Actor, permissionsOf } from './policy.ts';
import { type CurrentSession, localeSchema, themeSchema } from './schema.ts';

/** Whose session cookie this is; null: nobody's, an ended one's, or a disabled user's. */
export async function actorOf(services: Services, request: RequestFacts): Promise<Actor | null> {
  if (!request.headers.has('cookie')) return null;
  const { headers, response: found } = await services.auth.api.getSession({
    headers: request.headers,
    returnHeaders: true,
  });
  for (const cookie of headers?.getSetCookie() ?? []) request.setCookie(cookie);
  if (!found) return null;
  const user = await services.db.user.findUnique({
    where: { id: found.user.id, disabledAt: null },
    select: { id: true, username: true, role: true, mustChangePassword: true },
  });
  if (!user) return null;
  const { id: userId, ...rest } = user;
  return { userId, ...rest, address: request.address };
}

export async function currentSession(
  db: Db,
  actor: Actor | null,
  site: CurrentSession['site'],
): Promise<CurrentSession> {
  const user = actor && (await db.user.findUnique({ where: { id: actor.userId } }));
  if (!user) return { user: null, site };
  const { id, username, name, role, mustChangePassword } = user;
  return {
    user: {
      id,
      username,
      displayName: name,
      role,
      permissions: [...permissionsOf(role)],
      mustChangePassword,
      locale: localeSchema.nullable().catch(null).parse(user.locale),
      theme: themeSchema.nullable().catch(null).parse(user.theme),
    },
    site,
  };
}
