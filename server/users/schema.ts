import { z } from 'zod';
import { newPasswordSchema, roleSchema, usernameSchema } from '../session/schema.ts';
import { cursorSchema, idSchema } from '../trpc/schema.ts';

export const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  displayName: z.string(),
  role: roleSchema,
  mustChangePassword: z.boolean(),
  disabledAt: z.date().nullable(),
  lockedUntil: z.date().nullable(),
  createdAt: z.date(),
});
export type UserView = z.infer<typeof userSchema>;

export const userListInputSchema = z.object({
  cursor: cursorSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
  q: z.string().max(100).optional(),
});
export const userListSchema = z.object({
  items: z.array(userSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int(),
});

const displayNameSchema = z.string().trim().min(1).max(64);

export const userCreateInputSchema = z.object({
  username: usernameSchema,
  displayName: displayNameSchema,
  role: roleSchema,
  /** Absent: one is generated and told once in the answer. The user must change it either way. */
  password: newPasswordSchema.optional(),
});
export const userCreatedSchema = z.object({ user: userSchema, password: z.string().nullable() });

export const userUpdateInputSchema = z.object({
  id: idSchema,
  displayName: displayNameSchema.optional(),
  role: roleSchema.optional(),
});
export const userSetDisabledInputSchema = z.object({ id: idSchema, disabled: z.boolean() });
export const userResetPasswordInputSchema = z.object({
  id: idSchema,
  password: newPasswordSchema.optional(),
});
export const passwordToldOnceSchema = z.object({ password: z.string().nullable() });
