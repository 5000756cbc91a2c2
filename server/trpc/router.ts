import { auditRouter } from '../audit/router.ts';
import { camerasRouter } from '../cameras/router.ts';
import { sessionRouter } from '../session/router.ts';
import { usersRouter } from '../users/router.ts';
import { router } from './init.ts';

export const appRouter = router({
  session: sessionRouter,
  cameras: camerasRouter,
  audit: auditRouter,
  users: usersRouter,
});

export type AppRouter = typeof appRouter;
