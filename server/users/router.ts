import { permittedProcedure, router } from '../trpc/init.ts';
import { listUsers } from './data.ts';
import { createUser, resetPassword, setUserDisabled, updateUser } from './mutations.ts';
import {
  passwordToldOnceSchema,
  userCreatedSchema,
  userCreateInputSchema,
  userListInputSchema,
  userListSchema,
  userResetPasswordInputSchema,
  userSchema,
  userSetDisabledInputSchema,
  userUpdateInputSchema,
} from './schema.ts';

const manage = permittedProcedure('users.manage');

export const usersRouter = router({
  list: manage
    .input(userListInputSchema)
    .output(userListSchema)
    .query(({ ctx, input }) =>
      listUsers(ctx.services.db, ctx.scope, ctx.services.clock.wallNow(), input),
    ),

  create: manage
    .input(userCreateInputSchema)
    .output(userCreatedSchema)
    .mutation(({ ctx, input }) => createUser(ctx.services.db, ctx.scope, input)),

  update: manage
    .input(userUpdateInputSchema)
    .output(userSchema)
    .mutation(({ ctx, input }) => updateUser(ctx.services.db, ctx.scope, input)),

  setDisabled: manage
    .input(userSetDisabledInputSchema)
    .output(userSchema)
    .mutation(({ ctx, input }) => setUserDisabled(ctx.services.db, ctx.scope, input)),

  resetPassword: manage
    .input(userResetPasswordInputSchema)
    .output(passwordToldOnceSchema)
    .mutation(({ ctx, input }) => resetPassword(ctx.services.db, ctx.scope, input)),
});
